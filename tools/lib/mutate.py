"""Finds the permission checks in C source and gives each a switch.  Nothing of this is in the product: tools/mutants copies
the tree and changes the copy.

A check is
  guard   a condition in policy/ or app/check.c behind which something is refused: switched off, it never holds
  leave   a condition there behind which something is allowed: switched off, it always holds
  part    one of several conditions whose whole is the answer: switched off, it always holds
  call    a question that other code asks policy/: switched off, its answer is yes
  table   a line of a table that narrows: switched off, it is not there
"""

import re

# Where the decision stands.  A guard elsewhere asks one of the CALLS and is found by that.
DECIDING = ('src/policy/decide.c', 'src/policy/held.c', 'src/policy/sight.c', 'src/policy/scope.c', 'src/policy/people.c',
            'src/policy/grant.c', 'src/policy/picker.c', 'src/policy/rules.c', 'src/policy/roles.c', 'src/policy/parts.h',
            'src/app/check.c')
# Question → the macro of tests/proof/mutant.h that answers it with yes.
CALLS = {
    **dict.fromkeys(('grant_holds', 'grant_may', 'grant_sees_client', 'grant_sees_event', 'grant_sees_others_events',
                     'grant_completes_silently', 'grant_is_owner', 'policy_can_be_tied', 'policy_sees_others_events'),
                    'MUTANT_YES'),
    **dict.fromkeys(('policy_decide', 'policy_sees_client', 'policy_sees_staff', 'policy_sees_event', 'policy_may_name_staff',
                     'policy_may_switch_access', 'policy_may_give_role', 'policy_may_manage_staff', 'policy_may_freeze',
                     'policy_may_view_as', 'policy_may_compare', 'policy_may_pass_ownership'), 'MUTANT_ALLOWED'),
    'policy_can_own': 'MUTANT_YES',
    'policy_tie': 'MUTANT_FREE', 'grant_scope_bits': 'MUTANT_ALL', 'policy_removals': 'MUTANT_NONE',
}
CALL = re.compile(r'\b(' + '|'.join(CALLS) + r')\(')

REFUSING = re.compile(r'return (refuse\(|false;|0;|INT64_MIN;|FAIL\(|ERR_ABSENT;|NULL;|TIE_(NEVER|REMOVED|HOLD|WARN);'
                      r'|(stands|holds|sight|sees|may|reaches|first);|unrelated\(|sight_(support|related)\()|return;|continue;'
                      r'|const struct pair_entry \*entry = pair_find|held &= ~|person->switched &= ~|row\.barred')
ALLOWING = re.compile(r'return (allow\(|true;|OK;|INT64_MAX;|sight_of_client|system_holds)|row\.(editable|on|own) \|='
                      r'|ret->kind = SCOPE_ALL|end = dated')
# What keeps memory whole or sorts out what cannot be, and what only says why or until when.
NO_CHECK = re.compile(r'^!?\w+(->(?!owner)\w+|\.\w+)*$|^[^&]*[!=]= NULL$|__MAX|__NONE|<= 0|< 0|index|need_count|_from\b|count|err == '
                      r'|err\)$|text\.n|!tx|->resolve|op->(own|either)\b(?! &&)|slot|str_find|> 0$|^kind == TARGET|&r->grant|ROLE_CUSTOM_FIRST|reach\.reason ==')
# What goes out by a guard is a yes then.
YES = re.compile(r'^\w+\.allowed$')
# Where yes narrows: a limit, a barrier.
NARROWING = ('surface_bars', 'event_is_barrier')
FUNCTION = re.compile(r'^(?:[A-Za-z][\w \t*]*?)\b(\w+)\((?!.*;$)', re.M)
IF = re.compile(r'\bif \(')
RETURN = re.compile(r'\breturn ([^;]*?(?:&&|==|!=|<=|>=|\|\|)[^;]*);')
CHOICE = re.compile(r'return ((?:[^;?]|\n)*?) \?\s+(refuse\(|allow\(|sight\b|sight_of_)')
BOOL_HEAD = re.compile(r'^(?:static )?(?:inline )?bool (\w+)\(', re.M)

STANDINGS = ('STAFF_INVITED', 'STAFF_FROZEN', 'STAFF_INACTIVE')
# Lines of tables: file, what stands there, what takes its place; {n} is the number of the table's first line.
TABLES = (
    ('src/policy/decide.c', '(enum about)table[permission]',
     '(mutant_is({n} + (int)permission) ? ABOUT_PROFILE : (enum about)table[permission])', 'about.def', 'permission'),
    ('src/policy/roles.c', 'char limit = limits[permission][role - 1];',
     "char limit = mutant_is({n} + (int)permission) ? '.' : limits[permission][role - 1];", 'surfaces.def', 'permission'),
    ('src/policy/roles.c', 'couplings[permission];',
     '(mutant_is({n} + (int)permission) ? PERMISSION__NONE : couplings[permission]);', 'needs.def', 'permission'),
    ('src/policy/roles.c', 'kinds[scheme_cell(role, permission)].needs;',
     '(mutant_is({n} + (int)scheme_cell(role, permission)) ? PERMISSION__NONE : kinds[scheme_cell(role, permission)].needs);',
     'roles.c, kinds', 'kind'),
    ('src/policy/grant.c', '(held & PERMISSION_BIT(class_rows[i].held)) != 0',
     '(mutant_is({n} + (int)i) || (held & PERMISSION_BIT(class_rows[i].held)) != 0)', 'classes.def, held', 'held'),
    ('src/policy/grant.c', '(class_rows[i].asker == ALL ||',
     '(mutant_is({n} + (int)i) || class_rows[i].asker == ALL ||', 'classes.def, who', 'asker'),
    ('src/policy/decide.c', 'switch (person->status) {',
     'switch (mutant_is({n} + (int)person->status) ? STAFF_ACTIVE : person->status) {', 'decide.c, standing', 'status'),
)


class Found:
    """A check, before and after it has its number."""

    def __init__(self, kind, path, text, span=None, shown=None):
        self.kind, self.path = kind, path
        self.line = text.count('\n', 0, span[0]) + 1 if span else 0
        self.function = function_at(text, span[0]) if span else ''
        self.text = ' '.join((shown or text[slice(*span)] if span else text).split())

    def place(self):
        return f'{self.path}:{self.line}'

    def sentence(self):
        """What tests/proof/second-lines.txt calls it: lines move, the text stays."""
        return f'{self.path}, {self.function}: {self.text}'


def function_at(text, at):
    """The name of the function that stands around text[at]."""
    heads = FUNCTION.findall(text, 0, at)
    return heads[-1] if heads else ''


class Checks:
    """The checks found, in order.  Second lines (tests/proof/second-lines.txt) are off whenever any check is."""

    def __init__(self, second_lines):
        self.second_lines = second_lines
        self.found, self.behind = [], []

    def add(self, found):
        """Its number, as C says it."""
        if found.sentence() in self.second_lines:
            self.behind.append(found)
            return 'MUTANT_SECOND_LINE'
        self.found.append(found)
        found.number = len(self.found)
        return str(found.number)


def closing(text, at):
    """The index of the bracket that closes text[at]."""
    depth = 0
    quote = None
    while at < len(text):
        c = text[at]
        if quote:
            at += c == '\\'
            quote = None if c == quote else quote
        elif c in '"\'':
            quote = c
        elif c in '([{':
            depth += 1
        elif c in ')]}':
            depth -= 1
            if depth == 0:
                return at
        at += 1
    raise ValueError('a bracket stays open')


def parts_of(text, start, end, mark):
    """The spans between `mark` at the outermost level of text[start:end]."""
    spans, depth, at, begin = [], 0, start, start
    while at < end:
        depth += text[at] in '([{'
        depth -= text[at] in ')]}'
        if depth == 0 and text.startswith(mark, at):
            spans.append((begin, at))
            begin = at + len(mark)
            at = begin
            continue
        at += 1
    spans.append((begin, end))
    return [(a + len(text[a:b]) - len(text[a:b].lstrip()), b - len(text[a:b]) + len(text[a:b].rstrip())) for a, b in spans]


def blanked(text):
    """Comments and directives as blanks, so that nothing is found in them."""
    text = re.sub(r'/\*.*?\*/', lambda m: re.sub(r'[^\n]', ' ', m.group()), text, flags=re.S)
    return re.sub(r'^[ \t]*#(?:[^\n\\]|\\.|\\\n)*', lambda m: re.sub(r'[^\n]', ' ', m.group()), text, flags=re.M)


def conditions(text):
    """Each `if` with how its condition is to be switched off: (span, 'guard' or 'leave')."""
    for match in IF.finditer(text):
        start = match.end()
        end = closing(text, start - 1)
        then = text[end + 1:end + 400].lstrip().removeprefix('{').lstrip()
        if REFUSING.match(then):
            yield (start, end), 'guard'
        elif ALLOWING.match(then):
            yield (start, end), 'leave'


def answers(text):
    """The conditions whose whole a function that answers yes or no returns."""
    heads = [match.start() for match in BOOL_HEAD.finditer(text) if match.group(1) not in NARROWING]
    bodies = []
    for head in heads:
        arguments = closing(text, text.index('(', head))
        if text[arguments + 1:].lstrip().startswith('{'):
            start = text.index('{', arguments)
            bodies.append((start, closing(text, start)))
    for match in RETURN.finditer(text):
        if any(start < match.start() < end for start, end in bodies):
            yield match.span(1)


def checks_of_decision(path, text):
    """(span, check) of every condition in a file that decides."""
    clean = blanked(text)
    for span, kind in conditions(clean):
        for start, end in parts_of(clean, *span, '||' if kind == 'guard' else '&&'):
            if kind == 'guard' and YES.search(clean[start:end]):
                continue
            if not NO_CHECK.search(clean[start:end]) or '.allowed' in clean[start:end]:
                yield (start, end), Found(kind, path, clean, (start, end))
    for match in CHOICE.finditer(clean):
        kind = 'guard' if match.group(2) == 'refuse(' else 'leave'
        yield match.span(1), Found(kind, path, clean, match.span(1))
    for span in answers(clean):
        outer = parts_of(clean, *span, '||')
        for start, end in parts_of(clean, *span, '&&') if len(outer) == 1 else [span]:
            if not NO_CHECK.search(clean[start:end]) or '.allowed' in clean[start:end]:
                yield (start, end), Found('part', path, clean, (start, end))


def switch(kind, number, text):
    return f'(!mutant_is({number}) && ({text}))' if kind == 'guard' else f'(mutant_is({number}) || ({text}))'


def mutate_decision(path, text, checks):
    spans = sorted(checks_of_decision(path, text), key=lambda each: each[0])
    pieces, at = [], 0
    for (start, end), found in spans:
        if start < at:
            continue  # within another: that one is tried
        pieces += [text[at:start], switch(found.kind, checks.add(found), text[start:end])]
        at = end
    return ''.join(pieces) + text[at:]


def mutate_calls(path, text, checks):
    clean = blanked(text)
    pieces, at = [], 0
    for match in CALL.finditer(clean):
        end = closing(clean, match.end() - 1)
        number = checks.add(Found('call', path, clean, (match.start(), end + 1)))
        pieces += [text[at:match.start()], f'{CALLS[match.group(1)]}({number}, {match.group(1)}, ']
        at = match.end()
    return ''.join(pieces) + text[at:]


def table_lines(source, kind, name):
    """The lines of a table that narrow: (place in the table, line of the file, text), read from the program's own files."""
    if kind == 'status':
        return [(i + 2, 0, name) for i, name in enumerate(STANDINGS)]
    if kind == 'kind':
        letters = re.findall(r"^\s+\[CELL_\w+\] = \{'(.)', \w+, \w+, (\w+)\}", source('src/policy/roles.c'), re.M)
        return [(i + 1, 0, f"what the letter {letter} rests on: {needs}") for i, (letter, needs) in enumerate(letters)
                if needs != 'PERMISSION__NONE']
    path = f'src/policy/{name.split(",")[0]}'
    text = source(path)
    if kind in ('held', 'asker'):
        rows = [m for m in re.finditer(r'^ABOUT\((\w+),\s*(\w+),\s*(\w+),.*$', text, re.M)]
        return [(i, text.count('\n', 0, m.start()) + 1, m.group()) for i, m in enumerate(rows)
                if (m.group(3) != 'NONE' if kind == 'held' else m.group(2) == 'MANAGER')]
    order = re.findall(r'^PERMISSION\((\w+)', source('src/policy/permissions.def'), re.M)
    rows = re.finditer(r'^(?:ABOUT|ROW|NEEDS)\((\w+).*$', text, re.M)
    return [(order.index(m.group(1)) + 1, text.count('\n', 0, m.start()) + 1, m.group()) for m in rows
            if 'everyone)' not in m.group()]


def mutate_tables(path, text, checks, source):
    """A table's lines get a thousand numbers of their own, by their place in it."""
    for at, (file, old, new, name, kind) in enumerate(TABLES):
        if file != path:
            continue
        if text.count(old) != 1:
            raise ValueError(f'{path}: "{old}" stands there {text.count(old)} times; tools/lib/mutate.py expects it once')
        first = 10000 + 1000 * at
        text = text.replace(old, new.replace('{n}', str(first)))
        for place, line, shown in table_lines(source, kind, name):
            found = Found('table', f'src/policy/{name}', shown)
            found.line, found.number = line, first + place
            checks.found.append(found)
    return text
