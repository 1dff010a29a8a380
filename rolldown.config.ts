import type { InputOptions, OutputOptions } from 'rolldown'

// Everything that proctor needs at run time is in the bundle: the package has no dependencies to install.
export const input: InputOptions = {
  input: { proctor: 'src/cli/main.ts', 'scan-thread': 'src/run/scan-thread-main.ts' },
  platform: 'node',
}

export const output: OutputOptions = {
  dir: 'dist',
  cleanDir: true,
  format: 'esm',
  minify: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
}
