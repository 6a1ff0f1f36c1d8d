"""The permission catalogue and the two role schemes, read from src/policy/*.def, and the page that shows them."""

import re

PERMISSION = re.compile(r'^PERMISSION\((\w+), "([^"]*)", (\w+), "([^"]*)", "([^"]*)", "([^"]*)"\)', re.M)
ROW = re.compile(r'^ROW\((\w+),\s*([^)]*)\)', re.M)
NEEDS = re.compile(r'^NEEDS\((\w+), (\w+)\)', re.M)
ROLE = re.compile(r'^ROLE\((\w+),\s*(\w+),\s*(\w+),\s*\d+, \d+, \w+,\s*\w+,\s*"(\w+)",\s*"([^"]*)",\s*"([^"]*)"\)', re.M)
FOLDER = 'src/policy/'
PAGE = 'docs/permissions.md'
WORDS = 'src/base/words.def'
SOURCES = [FOLDER + name + '.def' for name in ('permissions', 'field', 'facility', 'surfaces', 'needs', 'roles')] + [WORDS]
SIGNS = {'-': '−', '+': '+', 'y': 'y', 'n': 'n'}
MEANINGS = {
    's': 'in the support view', 'o': 'one’s own only', 'm': 'with Manage Staff, up to one’s level',
    'a': 'any role', 'w': 'performers and supporters only', 'i': 'with Manage Invoicing', 'r': 'with Schedule reports',
}
WORD = re.compile(r'^WORD\((\w+), \w+,\s*"([^"]*)"', re.M)
SURFACES = {'d': 'on the dashboard only', 'f': 'in the field app only'}
# The columns of surfaces.def, and of each scheme's own table.
SURFACE_COLUMNS = ('TRAINEE', 'STAFF', 'OFFICE_MANAGER', 'ADMIN', 'SERVICE_SUPPORTER', 'SERVICE_PERFORMER', 'FACILITY_ADMIN',
                   'OWNER_ADMIN')
SCHEMES = (
    ('Field scheme', 'For people who visit homes.', 'field', ('TRAINEE', 'STAFF', 'OFFICE_MANAGER', 'ADMIN')),
    ('Facility scheme', 'For people who work at a place.', 'facility',
     ('OWNER_ADMIN', 'FACILITY_ADMIN', 'SERVICE_PERFORMER', 'SERVICE_SUPPORTER')),
)
HEAD = """# Permissions

Made from the tables in `src/policy` by `tools/permissions-page`; `tools/check-permissions` refuses an older page.

− locked off, + locked on, y and n editable in Settings > Permissions with that default. In words: locked, and what it means.

A company's own role (ROL-301) has the locks of the built-in role it goes back to, and cells of its own where that one is editable.
"""


def rows(text):
    """permission → list of letters."""
    return {name: [cell.strip() for cell in cells.split(',')] for name, cells in ROW.findall(text)}


def surface_words(limits, roles):
    """"Trainee, Staff: in the field app only", or nothing."""
    if not limits:
        return ''
    by_limit = {}
    for column, limit in zip(SURFACE_COLUMNS, limits):
        if limit in SURFACES and column in roles:
            by_limit.setdefault(limit, []).append(roles[column])
    parts = []
    for limit, names in by_limit.items():
        everyone = len(names) == len(roles)
        parts.append(SURFACES[limit] if everyone else ', '.join(names) + ': ' + SURFACES[limit])
    return '; '.join(parts)


def scheme_page(title, whom, cells, columns, tables):
    roles = {name: label for name, _, _, _, label, _ in tables['roles']}
    labels = {name: label for name, _, _, label, _, _ in tables['permissions']}
    lines = [f'## {title}', '', whom, '']
    lines += [f'- **{label}** (`{wire}`): {purpose}' for name, _, _, wire, label, purpose in tables['roles'] if name in columns]
    lines += ['', '| rule | permission | ' + ' | '.join(roles.get(name, name) for name in columns) + ' | limits |',
              '| --- | --- |' + ' --- |' * (len(columns) + 1)]
    for name, rule, _, label, _, _ in tables['permissions']:
        limits = [surface_words(tables['surfaces'].get(name), {column: roles.get(column, column) for column in columns})]
        if name in tables['needs']:
            limits.append('needs ' + labels[tables['needs'][name]])
        signs = [SIGNS.get(letter) or MEANINGS[letter] for letter in cells[name]]
        lines.append(f'| {rule} | {label} | ' + ' | '.join(signs) + ' | ' + '; '.join(filter(None, limits)) + ' |')
    return lines + ['']


def worded(read):
    """Tables with their {word.…} places filled, as for a company that chose no words."""
    words = dict(WORD.findall(read(WORDS)))
    return lambda path: re.sub(r'\{word\.(\w+)\}', lambda place: words[place[1]], read(path))


def page(read):
    """The whole page; `read(path)` gives a table's text."""
    read = worded(read)
    tables = {
        'permissions': PERMISSION.findall(read(FOLDER + 'permissions.def')),
        'roles': ROLE.findall(read(FOLDER + 'roles.def')),
        'surfaces': rows(read(FOLDER + 'surfaces.def')),
        'needs': dict(NEEDS.findall(read(FOLDER + 'needs.def'))),
    }
    lines = HEAD.split('\n')
    for title, whom, source, columns in SCHEMES:
        lines += scheme_page(title, whom, rows(read(FOLDER + source + '.def')), columns, tables)
    lines += ['## What each permission gives', '', '| permission | with it | without it |', '| --- | --- | --- |']
    lines += [f'| {label}<br>`{name}` | {gives} | {lacks} |' for name, _, _, label, gives, lacks in tables['permissions']]
    return '\n'.join(lines) + '\n'
