// The whole build: types, files, budget.    node build/build.mjs [--outDir DIR]
import {spawnSync} from 'node:child_process';
import {dirname, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {check} from './budget.mjs';

const page = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const given = process.argv.indexOf('--outDir');
const outDir = resolve(given < 0 ? `${page}/dist` : process.argv[given + 1]);

// The tools themselves and not npx, which would look for the registry.
function run(tool, ...args) {
  const {status} = spawnSync(process.execPath, [`${page}/node_modules/${tool}`, ...args], {cwd: page, stdio: 'inherit'});
  if (status !== 0) process.exit(status ?? 1);
}

run('typescript/bin/tsc', '--noEmit');
run('vite/bin/vite.js', 'build', '--logLevel', 'warn', '--outDir', outDir, '--emptyOutDir');
process.exit(check(outDir) ? 0 : 1);
