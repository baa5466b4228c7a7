// What the page weighs, and whether that is too much.    node build/budget.mjs [DIR]
import {readFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {filesOf, manifest} from './files.mjs';

const firstPaintMost = 30 * 1024;
const allMost = 150 * 1024;

// The files without which nothing is drawn: the page, the entry with all it imports, and the words of
// one language, the larger.
function firstPaint(folder, sizes) {
  const chunks = JSON.parse(readFileSync(join(folder, manifest), 'utf8'));
  const names = new Set(['index.html']);
  const add = key => {
    const chunk = chunks[key];
    for (const name of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) names.add(name);
    for (const next of chunk.imports ?? []) add(next);
  };
  add('index.html');
  const words = ['src/words/en.ts', 'src/words/zh.ts'].map(key => chunks[key].file);
  names.add(words.sort((a, b) => sizes.get(b) - sizes.get(a))[0]);
  return names;
}

export function check(folder) {
  const files = filesOf(folder);
  const sizes = new Map(files.map(file => [file.name, file.brotli.length]));
  const first = firstPaint(folder, sizes);
  const line = (name, brotli, gzip, bytes, mark = '') =>
    console.log(`${name.padEnd(46)}${String(brotli).padStart(9)}${String(gzip).padStart(9)}${String(bytes).padStart(9)}  ${mark}`);
  line('file', 'brotli', 'gzip', 'bytes');
  for (const file of files) {
    line(file.name, file.brotli.length, file.gzip.length, file.bytes.length, first.has(file.name) ? 'first paint' : '');
  }
  const sum = (of, list = files) => list.reduce((total, file) => total + file[of].length, 0);
  const painted = files.filter(file => first.has(file.name));
  line('first paint', sum('brotli', painted), sum('gzip', painted), sum('bytes', painted), `at most ${firstPaintMost}`);
  line('everything', sum('brotli'), sum('gzip'), sum('bytes'), `at most ${allMost}`);
  const kept = sum('brotli', painted) <= firstPaintMost && sum('brotli') <= allMost;
  if (!kept) console.error('The page is over its budget.');
  return kept;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  process.exit(check(resolve(process.argv[2] ?? `${page}/dist`)) ? 0 : 1);
}
