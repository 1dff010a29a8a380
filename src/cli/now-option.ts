import { ProctorError } from '../kernel/proctor-error.ts'

/** `--now DATE`, for commands that only read: what would be said at that moment. */
export const NOW_OPTION = {
  now: { type: 'string', value: 'DATE', description: 'answer as of this moment (default: now)' },
} as const

/** @throws ProctorError usage */
export function toNow(text: string | undefined): Date {
  if (text === undefined) return new Date()
  const now = new Date(text)
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(now.getTime())) return now
  throw new ProctorError('usage', `--now ${text}: not a date`, {
    hint: 'write 2026-12-31 or 2026-12-31T12:00:00Z',
  })
}
