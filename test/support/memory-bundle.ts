import { sha256 } from '../../src/kernel/digest.ts'
import type { BundleFiles } from '../../src/verify/bundle-files.ts'
import { type VerifyOptions, verifyBundle } from '../../src/verify/index.ts'
import type { Machine } from './verified.ts'

/** A bundle that lies in memory, as the verifier sees one that lies on a disk. */
export function memoryFiles(files: ReadonlyMap<string, string | Uint8Array>): BundleFiles {
  const bytesOf = (path: string): Uint8Array => Buffer.from(files.get(path) ?? '')
  const folders = new Set([...files.keys()].flatMap(foldersOf))
  return {
    list: async () => ({
      entries: [
        ...[...folders].map((path) => ({ path, kind: 'folder' as const, bytes: 0 })),
        ...[...files.keys()].map((path) => ({ path, kind: 'file' as const, bytes: bytesOf(path).length })),
      ],
      problems: [],
    }),
    read: async (path, maxBytes) => {
      if (!files.has(path)) return { why: 'there is no such file' }
      const bytes = bytesOf(path)
      return bytes.length > maxBytes ? { why: `it has more than ${maxBytes} bytes` } : bytes
    },
    digest: async (paths) => ({
      done: Promise.resolve(new Map(paths.map((path) => [path, sha256(bytesOf(path))]))),
    }),
  }
}

export function verifyFiles(
  files: ReadonlyMap<string, string | Uint8Array>,
  { trust, trees }: Pick<Machine, 'trust' | 'trees'>,
  options: Partial<VerifyOptions> = {},
) {
  const rest = { allowNotRun: [], signers: async () => null, now: new Date('2026-01-02T04:00:00.000Z') }
  return verifyBundle(memoryFiles(files), { trust, trees, ...rest, ...options })
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
