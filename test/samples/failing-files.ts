import type { FileSink, FilesPort } from '../../src/evidence/files-port.ts'
import { nodeFiles } from '../../src/evidence/files-port.ts'

/** A disk that fails at its n-th operation (counted from 0), and from there on when `lasting`. */
export function failingFiles(failAt: number, lasting: boolean): { files: FilesPort; log: string[] } {
  const log: string[] = []
  function step(name: string): void {
    const index = log.length
    log.push(name)
    if (index === failAt || (lasting && index > failAt))
      throw Object.assign(new Error(`no space left on device, ${name}`), { code: 'ENOSPC' })
  }
  async function act<T>(name: string, real: () => Promise<T>): Promise<T> {
    step(name)
    return await real()
  }
  const toSink = (path: string, sink: FileSink): FileSink => ({
    write: (bytes) => act(`write ${path}`, () => sink.write(bytes)),
    sync: () => act(`sync ${path}`, () => sink.sync()),
    async close() {
      await sink.close()
      step(`close ${path}`)
    },
  })
  const files: FilesPort = {
    makeFolder: (path) => act(`makeFolder ${path}`, () => nodeFiles.makeFolder(path)),
    syncFile: (path) => act(`syncFile ${path}`, () => nodeFiles.syncFile(path)),
    syncFolder: (path) => act(`syncFolder ${path}`, () => nodeFiles.syncFolder(path)),
    rename: (from, to) => act(`rename ${to}`, () => nodeFiles.rename(from, to)),
    remove: (path) => act(`remove ${path}`, () => nodeFiles.remove(path)),
    list: (path) => act(`list ${path}`, () => nodeFiles.list(path)),
    digest: (path) => act(`digest ${path}`, () => nodeFiles.digest(path)),
    create: async (path) => toSink(path, await act(`create ${path}`, () => nodeFiles.create(path))),
    reopen: async (path, bytes) =>
      toSink(path, await act(`reopen ${path}`, () => nodeFiles.reopen(path, bytes))),
  }
  return { files, log }
}
