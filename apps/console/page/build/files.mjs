// The files of a build as the server is to send them, in the order of their paths.
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {extname, join} from 'node:path';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

// Vite's own notes are for budget.mjs and not for browsers.
export const manifest = 'manifest.json';

function gzip(bytes) {
  const packed = gzipSync(bytes, {level: 9});
  packed[9] = 255;  // the system it was made on says nothing: the same bytes everywhere
  return packed;
}

function brotli(bytes) {
  const params = {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length};
  return brotliCompressSync(bytes, {params});
}

function namesBelow(folder, prefix = '') {
  return readdirSync(join(folder, prefix), {withFileTypes: true}).flatMap(entry => {
    const name = `${prefix}${entry.name}`;
    return entry.isDirectory() ? namesBelow(folder, `${name}/`) : [name];
  });
}

export function filesOf(folder) {
  const names = namesBelow(folder).filter(name => name !== manifest).sort();
  return names.map(name => {
    const contentType = types[extname(name)];
    if (!contentType) throw new Error(`${name}: what content type has this?`);
    const bytes = readFileSync(join(folder, name));
    return {
      name,
      path: name === 'index.html' ? '/' : `/${name}`,
      contentType,
      etag: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
      bytes,
      brotli: brotli(bytes),
      gzip: gzip(bytes),
    };
  });
}
