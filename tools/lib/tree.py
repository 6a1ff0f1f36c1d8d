"""The files of the repository, and how a check reports."""

import os
import subprocess
import sys

LEFT_OUT = ('build', 'node_modules', 'data', '.git', '__pycache__')


class Tree:
    """Text files under a root: what git tracks or would track; without git, all but what is built."""

    def __init__(self, root):
        self.root = os.path.abspath(root)
        self.paths = sorted(self._from_git() or self._from_disk())
        self._texts = {}

    def _from_git(self):
        if not os.path.exists(os.path.join(self.root, '.git')):
            return None
        done = subprocess.run(['git', 'ls-files', '-z', '-co', '--exclude-standard'], cwd=self.root, capture_output=True)
        names = done.stdout.decode('utf-8', 'surrogateescape').split('\0') if done.returncode == 0 else []
        return [name for name in names if name and os.path.isfile(os.path.join(self.root, name))]

    def _from_disk(self):
        found = []
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(LEFT_OUT)]
            found += [os.path.relpath(os.path.join(folder, name), self.root) for name in files]
        return found

    def under(self, *prefixes, endings=()):
        """Paths below one of the prefixes ('' is all), with one of the endings where given."""
        return [path for path in self.paths
                if path.startswith(prefixes) and (not endings or path.endswith(tuple(endings)))]

    def path(self, name):
        return os.path.join(self.root, name)

    def text(self, name):
        """The file's text; '' for one that is not text."""
        if name not in self._texts:
            with open(self.path(name), 'rb') as file:
                data = file.read()
            self._texts[name] = '' if b'\0' in data[:8000] else data.decode('utf-8', 'replace')
        return self._texts[name]


def run_check(check):
    """main() of a check: `check(tree)` gives findings (path, line, text).  `--root DIR` looks at another tree."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    arguments = sys.argv[1:]
    if len(arguments) == 2 and arguments[0] == '--root':
        root = arguments[1]
    elif arguments:
        print(f'usage: {os.path.basename(sys.argv[0])} [--root DIR]', file=sys.stderr)
        sys.exit(2)
    findings = sorted(set(check(Tree(root))))
    for path, line, text in findings:
        print(f'{path}:{line}: {text}')
    sys.exit(1 if findings else 0)
