export interface TemplateValues {
  /** Id of the engine under evaluation, such as `case`. */
  readonly candidate: string
  readonly owner: string
  /** The day on which the workspace is made, `yyyy-mm-dd`. */
  readonly today: string
}

/** Where a new workspace keeps its planning documents. */
export const PLANNING_PATHS = {
  prd: 'planning/prd.md',
  issues: 'planning/issues.md',
  workboard: 'WORKBOARD.yaml',
  contracts: 'planning/contracts',
} as const

/** `case` is written Case in prose. */
export function displayName(candidate: string): string {
  return candidate.charAt(0).toUpperCase() + candidate.slice(1)
}
