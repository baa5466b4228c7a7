// Writes the files of a build as one C++ source for the program to carry.
//     node build/embed.mjs OUT.cpp [DIR]
// The same files make the same source, byte for byte.
import {writeFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {filesOf} from './files.mjs';

const perLine = 24;

function octets(name, bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += perLine) {
    lines.push(`    ${[...bytes.subarray(at, at + perLine)].join(',')},`);
  }
  return `constexpr unsigned char ${name}[] = {\n${lines.join('\n')}\n};\n`;
}

function sourceOf(files) {
  const arrays = files.map((file, index) => octets(`kBrotli${index}`, file.brotli) + octets(`kGzip${index}`, file.gzip));
  const entries = files.map((file, index) =>
    `    {"${file.path}", "${file.contentType}", "\\"${file.etag}\\"", view(kBrotli${index}), view(kGzip${index})},`);
  return `// The files of the page. Made by apps/console/page/build/embed.mjs; not to be edited.
#include "apps/console/api/page_files.h"

#include <cstddef>

namespace console {

namespace {

${arrays.join('')}
template <std::size_t N>
std::string_view view(const unsigned char (&octets)[N]) {
  return {reinterpret_cast<const char*>(octets), N};
}

const PageFile kFiles[] = {
${entries.join('\n')}
};

}  // namespace

std::span<const PageFile> page_files() { return kFiles; }

}  // namespace console
`;
}

const [, , out, folder] = process.argv;
if (!out) {
  console.error('usage: node build/embed.mjs OUT.cpp [DIR]');
  process.exit(2);
}
const page = resolve(dirname(fileURLToPath(import.meta.url)), '..');
writeFileSync(out, sourceOf(filesOf(resolve(folder ?? `${page}/dist`))));
