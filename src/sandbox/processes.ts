import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { LeftProcess } from '../contract/facts.ts'
import { errnoOf } from '../kernel/proctor-error.ts'

/** One process as /proc shows it. Sizes in bytes. */
export interface ProcessRow {
  readonly pid: number
  readonly ppid: number
  /** Its pid in its innermost pid namespace. */
  readonly innerPid: number
  readonly sid: number
  readonly name: string
  readonly threads: number
  /** Anonymous, shared and swapped memory; not the pages of files, which the kernel can drop. */
  readonly memoryBytes: number
  /** Zombies and the dead: gone but for their parent's wait. */
  readonly ended: boolean
  /** Clock ticks since boot, to tell a process from a later one with the same pid. */
  readonly startedAt: string
}

/**
 * Every process that the /proc at `root` shows. Those that vanish meanwhile are left out; no /proc gives none.
 * Read synchronously: these files are made in memory and never wait, and a thread pool costs ten times the read.
 */
export function readProcesses(root: string): ProcessRow[] {
  const names = readGone(() => readdirSync(root)) ?? []
  return names.flatMap((name) => (/^[0-9]+$/.test(name) ? (readProcess(root, Number(name)) ?? []) : []))
}

/** One process, or null when it is gone. */
export function readProcess(root: string, pid: number): ProcessRow | null {
  const status = readGone(() => readFileSync(`${root}/${pid}/status`, 'utf8'))
  const stat = readGone(() => readFileSync(`${root}/${pid}/stat`, 'utf8'))
  return status === null || stat === null ? null : toProcessRow(pid, status, stat)
}

/** Reads /proc/PID/status and stat. The name is the process's own choice; the kernel escapes newlines in `status` only. */
export function toProcessRow(pid: number, status: string, stat: string): ProcessRow {
  const fields = new Map<string, string>()
  for (const line of status.split('\n')) {
    const colon = line.indexOf(':')
    const key = line.slice(0, colon)
    if (colon > 0 && !fields.has(key)) fields.set(key, line.slice(colon + 1).trim())
  }
  const number = (key: string): number => Number.parseInt(fields.get(key) ?? '0', 10) || 0
  const last = (key: string): number => Number.parseInt(fields.get(key)?.split(/\s+/).at(-1) ?? '0', 10) || 0
  return {
    pid,
    ppid: number('PPid'),
    innerPid: last('NSpid'),
    sid: Number.parseInt(fields.get('NSsid') ?? '0', 10) || 0,
    name: fields.get('Name') ?? '',
    threads: number('Threads'),
    memoryBytes: (number('RssAnon') + number('RssShmem') + number('VmSwap')) * 1024,
    ended: /^[ZX]/.test(fields.get('State') ?? ''),
    startedAt: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '',
  }
}

/**
 * Names a process for the record: its command line, or its name when it has wiped that. At most 200 characters.
 * This read looks into the process's own memory, which may keep it waiting: not on the main thread.
 */
export async function toLeftProcess(root: string, row: ProcessRow): Promise<LeftProcess> {
  const line = await readFile(`${root}/${row.pid}/cmdline`, 'utf8').catch(toGone)
  const shown = (line ?? '').replaceAll(/[\p{Cc}\p{Cf}\ufffd]+/gu, ' ').trim()
  return { pid: row.pid, command: (shown === '' ? `[${row.name}]` : shown).slice(0, 200).toWellFormed() }
}

function readGone<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    return toGone(error)
  }
}

/** Null for a process that ended between two looks. */
function toGone(error: unknown): null {
  const code = errnoOf(error)
  if (code === 'ENOENT' || code === 'ESRCH') return null
  throw error
}
