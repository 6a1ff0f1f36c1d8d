"""C source as tokens, and the functions defined in it.  Robust rather than complete: it knows comments, strings,
directives, brackets; macros stay what they look like."""

import re

TOKEN = re.compile(r'''
    (?P<space>\s+)
  | (?P<comment>//(?:[^\n\\]|\\.|\\\n)*|/\*.*?\*/)
  | (?P<string>(?:u8|[uUL])?"(?:[^"\\\n]|\\.|\\\n)*")
  | (?P<char>[uUL]?'(?:[^'\\\n]|\\.)*')
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
  | (?P<mark>->|\+\+|--|<<=|>>=|<<|>>|&&|\|\||[<>=!+\-*/%&|^]=|\.\.\.|\#\#|.)
''', re.X | re.S)
DIRECTIVE = re.compile(r'^[ \t]*#(?:[^\n\\/]|\\.|\\\n|/(?![*])|/\*.*?\*/)*', re.M | re.S)
BRANCHES = {'if', 'for', 'while', '&&', '||', '?'}


class Token:
    __slots__ = ('kind', 'text', 'line')

    def __init__(self, kind, text, line):
        self.kind, self.text, self.line = kind, text, line

    def __repr__(self):
        return f'{self.text}@{self.line}'


class Function:
    def __init__(self, name, first_line, body):
        self.name, self.first_line, self.body = name, first_line, body
        self.last_line = body[-1].line

    @property
    def lines(self):
        return self.last_line - self.first_line + 1

    @property
    def complexity(self):
        """McCabe's number; neighbouring case labels are one way."""
        ways = 1
        for at, token in enumerate(self.body):
            if token.kind in ('word', 'mark') and token.text in BRANCHES:
                ways += 1
            elif token.text == 'case' and not self._behind_a_case_label(at):
                ways += 1
        return ways

    def _behind_a_case_label(self, at):
        """Whether what stands right before body[at] is the end of another `case …:`."""
        at -= 1
        if self.body[at].text != ':':
            return False
        while at > 0:
            at -= 1
            if self.body[at].text in (';', '{', '}', ':', '?'):
                return False
            if self.body[at].text == 'case':
                return True
        return False


def tokens(text, directives=False):
    """The tokens of a C text without white space and comments; without directives too, unless asked for."""
    if not directives:
        text = blank_directives(text)
    result = []
    line = 1
    for match in TOKEN.finditer(text):
        kind = match.lastgroup
        if kind not in ('space', 'comment'):
            result.append(Token(kind, match.group(), line))
        line += match.group().count('\n')
    return result


def blank_comments(text):
    """The text with comments blanked out, lines kept."""
    def blank(match):
        return re.sub(r'[^\n]', ' ', match.group()) if match.lastgroup == 'comment' else match.group()
    return TOKEN.sub(blank, text)


def blank_directives(text):
    def blank(match):
        return '\n' * match.group().count('\n')
    return DIRECTIVE.sub(blank, blank_comments(text))


def without_attributes(row):
    """A token list without __attribute__((…)) and its like."""
    result = []
    at = 0
    while at < len(row):
        if row[at].text in ('__attribute__', '_Alignas') and at + 1 < len(row):
            at = after_brackets(row, at + 1)
            continue
        result.append(row[at])
        at += 1
    return result


def after_brackets(row, at):
    """The index behind the bracket that closes row[at], an opening one."""
    depth = 0
    while at < len(row):
        depth += row[at].text in ('(', '[', '{')
        depth -= row[at].text in (')', ']', '}')
        at += 1
        if depth == 0:
            break
    return at


def function_name(head):
    """The name that a file-level head before '{' defines as a function, or None."""
    head = without_attributes(head)
    if not head or head[-1].text != ')' or any(token.text == '=' for token in head):
        return None
    depth = 0
    for at in range(len(head) - 1, -1, -1):
        depth += head[at].text == ')'
        depth -= head[at].text == '('
        if depth == 0:
            before = head[at - 1] if at > 0 else None
            return before if before is not None and before.kind == 'word' else None
    return None


def functions(text):
    """The functions defined in a C text, in order."""
    row = tokens(text)
    found = []
    head = []
    at = 0
    while at < len(row):
        token = row[at]
        if token.text == '{':
            end = after_brackets(row, at)
            name = function_name(head)
            if name is not None:
                found.append(Function(name.text, head_line(head, name), row[at:end]))
                head = []
            else:
                head = head + row[at:end]
            at = end
            continue
        if token.text == ';':
            head = []
        else:
            head.append(token)
        at += 1
    return found


def head_line(head, name):
    """The line on which the definition begins: its name's, since what stands before it may be a macro call."""
    return min(name.line, next((t.line for t in head if t.line >= name.line - 1 and t.kind == 'word'), name.line))
