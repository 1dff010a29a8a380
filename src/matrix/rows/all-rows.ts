import type { MatrixRow } from '../row.ts'
import { ENGINE_ROWS } from './engine.ts'
import { EVIDENCE_ROWS } from './evidence.ts'
import { PATCH_ROWS } from './patch.ts'
import { PEOPLE_ROWS } from './people.ts'
import { REFUSAL_ROWS } from './refusals.ts'

/** Every row of the failure matrix, and the honest run before them. */
export const MATRIX_ROWS: readonly MatrixRow[] = [
  ...EVIDENCE_ROWS,
  ...PATCH_ROWS,
  ...ENGINE_ROWS,
  ...REFUSAL_ROWS,
  ...PEOPLE_ROWS,
]
