import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMMAND_FLAGS } from '../../src/cli/commands.ts';
import { environmentName, FLAGS } from '../../src/cli/flags.ts';
import { readArguments } from '../../src/cli/read-arguments.ts';
import { API_ERRORS, type ApiErrorRow } from '../../src/errors/api-errors.ts';

const REPOSITORY = join(__dirname, '../..');
const DOCUMENTS = [
  ...readdirSync(REPOSITORY).filter((name) => name.endsWith('.md') || name === 'llms.txt'),
  ...readdirSync(join(REPOSITORY, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

function read(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}

/** The cells of each row of a document's tables whose first cell is `code`. */
function rowsOf(document: string): readonly (readonly string[])[] {
  return read(document)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('the ledger of rules', () => {
  const rules: readonly (readonly [string, ApiErrorRow])[] = Object.entries(API_ERRORS);
  const ledger = new Map(rowsOf('docs/fidelity.md').map(([rule = '', ...cells]) => [rule, cells]));

  test('has every rule, and no others', () => {
    expect([...ledger.keys()].sort()).toEqual(rules.map(([rule]) => `\`${rule}\``).sort());
  });

  test.each(rules)('tells of %s what the table of errors has, and more', (rule, row) => {
    const [status, standing, source, remark] = ledger.get(`\`${rule}\``) ?? [];
    expect([status, standing, source]).toEqual([String(row.status), row.standing, row.source]);
    expect(remark).toMatch(/\w/);
  });

  test('every hint names flags that there are', () => {
    for (const [, { hint }] of rules) {
      for (const [words = ''] of hint?.matchAll(/--[a-z-]+( [a-z0-9]+)?/g) ?? []) {
        expect(readArguments(words.split(' '))).toMatchObject({ problems: [] });
      }
    }
  });
});

describe('the reference of options', () => {
  const sections = new Map(
    read('docs/options.md')
      .split(/^## /m)
      .slice(1)
      .map((section) => [/^`(.*?)`/.exec(section)?.[1], section]),
  );

  test('is what its script writes', () => {
    const script = join(REPOSITORY, 'scripts/write-option-reference.mjs');
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  });

  test('has every option, and no others', () => {
    expect([...sections.keys()].sort()).toEqual(FLAGS.map(({ option }) => option).sort());
  });

  test.each(FLAGS)('tells of --$name its default and its name in the environment', (flag) => {
    const section = sections.get(flag.option);
    expect(section).toContain(`\`--${flag.name}`);
    expect(section).toContain(`default \`${flag.initially}\`\n`);
    expect(section).toContain(`\`${environmentName(flag.name)}\``);
  });
});

describe('the reference of the control plane', () => {
  test('is what its script writes', () => {
    const script = join(REPOSITORY, 'scripts/write-control-plane-reference.mjs');
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  });
});

describe('every document', () => {
  test.each(DOCUMENTS)('%s names only flags and variables that there are', (document) => {
    const text = read(document);
    // Those of curl, of other programs and of our scripts are not ours.
    const foreign = [
      '--compressed',
      '--data-urlencode',
      '--fail-with-body',
      '--check',
      '--name',
      '--no-name',
      '--test',
      ...['--yes', '--save-dev', '--retry', '--retry-delay', '--retry-connrefused'],
      ...['--tag', '--rm', '--publish', '--env', '--add-host'],
    ];
    const known = [...FLAGS, ...COMMAND_FLAGS].flatMap(({ name }) => [`--${name}`, `--no-${name}`]);
    const flags = [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);
    expect(flags.filter((flag) => ![...known, ...foreign, '--config', '--help'].includes(flag))).toEqual([]);
    const variables = [...text.matchAll(/INSIGHTS_EMULATOR_[A-Z_]+/g)].map(([name]) => name);
    const environment = [...FLAGS.map(({ name }) => environmentName(name)), environmentName('config')];
    // What exec tells a command.
    environment.push(environmentName('url'));
    expect(variables.filter((name) => !environment.includes(name))).toEqual([]);
  });

  test.each(DOCUMENTS)('%s links only to files that there are', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(join(REPOSITORY, dirname(document), target)))).toEqual([]);
  });

  test('the README fits on a few screens', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(210);
  });
});

describe('ARCHITECTURE.md', () => {
  const rooms = readdirSync(join(REPOSITORY, 'src')).filter((name) =>
    holdsFiles(join(REPOSITORY, 'src', name)),
  );
  const table = new Map(
    rowsOf('ARCHITECTURE.md')
      .filter((cells) => cells.length === 3)
      .map(([room = '', , imports = '']) => [room.replaceAll(/[`/]/g, ''), imports.split(', ')]),
  );

  test('has every room of src', () => {
    expect([...table.keys()].sort()).toEqual(rooms.sort());
  });

  test('lets a room import what lint lets it import', () => {
    const [list = ''] = /^const ROOMS = \{$[\s\S]*?^\};$/m.exec(read('eslint.config.js')) ?? [];
    const linted = new Map(
      // A long list may stand on several lines.
      [...list.matchAll(/^ {2}(\w+): \[([^\]]*)\]/gm)].map(([, room = '', imports = '']) => [
        room,
        imports.match(/\w+/g) ?? [''],
      ]),
    );
    expect([...linted.keys()].sort()).toEqual(rooms.sort());
    for (const room of rooms) expect([room, table.get(room)]).toEqual([room, linted.get(room)]);
  });

  test('names only files and folders that there are', () => {
    const names: string[] = [];
    for (const line of read('ARCHITECTURE.md').split('\n')) {
      const room = /^\| `(\w+\/)` +\|/.exec(line)?.[1] ?? '';
      for (const [, name = ''] of line.matchAll(/`([\w./-]+(?:\/|\.(?:ts|mjs|js|json|yaml|md)))`/g)) {
        const places = ['', 'src', join('src', room), 'test/support', 'src/http'];
        if (!places.some((place) => existsSync(join(REPOSITORY, place, name)))) names.push(name);
      }
    }
    expect(names.filter((name) => name !== 'dist/' && name !== '.ts')).toEqual([]);
  });
});

describe('the sources', () => {
  const filesBelow = (folder: string): string[] =>
    readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|[mc]?js)$/.test(name))
      .map((name) => join(folder, name));
  const telling = (files: readonly string[], words: RegExp): string[] =>
    files.filter((file) => words.test(read(file)));

  test('name a surface only where its own data is, and in the list of them', () => {
    const own = ['src/surfaces/mpn.ts', 'src/surfaces/all-surfaces.ts'];
    const files = filesBelow('src').filter(
      (file) => !own.includes(file) && !file.startsWith(join('src', 'generated')),
    );
    // An MPN id is a partner's, whatever the surface.
    expect(telling(files, /\bmpn\b(?! id)/)).toEqual([]);
  });

  test('cite no document that is not here', () => {
    const files = ['src', 'test', 'scripts', 'bench', 'examples'].flatMap(filesBelow);
    expect(telling(files, /CONTRACT\s§/)).toEqual([]);
  });
});

function holdsFiles(folder: string): boolean {
  return statSync(folder).isDirectory() && readdirSync(folder).length > 0;
}
