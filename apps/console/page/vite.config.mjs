// How the page is put together: one entry, a chunk a screen, no plug-in. The server sends every file
// from its own origin under a strict policy, so nothing may be inlined and nothing polyfilled.
import {defineConfig} from 'vite';

export default defineConfig({
  base: '/',
  publicDir: false,
  esbuild: {jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none'},
  build: {
    target: 'es2022',
    assetsDir: 'page',
    assetsInlineLimit: 0,
    modulePreload: {polyfill: false},
    reportCompressedSize: false,
    manifest: 'manifest.json',
    emptyOutDir: true,
    rollupOptions: {
      output: {
        entryFileNames: 'page/[name]-[hash].js',
        chunkFileNames: 'page/[name]-[hash].js',
        assetFileNames: 'page/[name]-[hash][extname]',
      },
    },
  },
  server: {proxy: {'/api': {target: 'http://127.0.0.1:8080', ws: true}}},
});
