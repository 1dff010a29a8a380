import type { Output } from './output.ts'

/** A reason against something, and below it what can be done, where somebody can do something. */
export function reasonLines(
  { style }: Pick<Output, 'style'>,
  {
    code,
    message,
    hint,
  }: { readonly code: string; readonly message: string; readonly hint?: string | undefined },
): string[] {
  return [`${style.bad(code)} ${message}`, ...(hint === undefined ? [] : [`  fix: ${hint}`])]
}
