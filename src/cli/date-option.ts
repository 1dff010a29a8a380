import { ProctorError } from '../kernel/proctor-error.ts'

const DAY = 24 * 60 * 60 * 1_000

/**
 * A date that was typed (`2027-01-31`, or with a time, UTC) as a timestamp.
 * @throws ProctorError usage when it is none, or not ahead of now
 */
export function toFutureTimestamp(option: string, typed: string | undefined, daysOtherwise: number): string {
  if (typed === undefined) return new Date(Date.now() + daysOtherwise * DAY).toISOString()
  const date = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?Z)?$/.test(typed)
    ? new Date(typed)
    : null
  if (date === null || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(typed.slice(0, 10))) {
    throw new ProctorError('usage', `--${option}: ${typed} is no date`, { hint: 'write it as 2027-01-31' })
  }
  if (date.getTime() > Date.now()) return date.toISOString()
  throw new ProctorError('usage', `--${option}: ${typed} has passed`, { hint: 'name a later date' })
}
