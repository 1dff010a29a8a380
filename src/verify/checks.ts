import type { Finding } from '../contract/finding.ts'

/** Collects the findings of all checks, and notices when one could not be made. */
export class Checks {
  readonly findings: Finding[] = []
  /** Checks that lacked what they need; each lack must be explained by a finding. */
  readonly skipped: string[] = []

  add(findings: readonly Finding[]): void {
    this.findings.push(...findings)
  }

  /** Makes a check when every part that it needs is there. */
  given<T extends object>(
    name: string,
    parts: { readonly [K in keyof T]: T[K] | undefined },
    check: (parts: T) => readonly Finding[],
  ): void {
    if (isWhole<T>(parts)) this.add(check(parts))
    else this.skipped.push(name)
  }
}

function isWhole<T extends object>(
  parts: { readonly [K in keyof T]: T[K] | undefined },
): parts is T & typeof parts {
  return Object.values(parts).every((part) => part !== undefined)
}
