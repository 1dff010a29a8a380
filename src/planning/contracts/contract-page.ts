/** The kinds of contract documents, as their front matter names them under `contract:`. */
export const CONTRACT_KINDS = [
  'evidence-interface',
  'source-admission',
  'adapter',
  'failure-matrix',
  'stage-records',
] as const
export type ContractKind = (typeof CONTRACT_KINDS)[number]

/** A table of a contract page: found by its heading, compared row by row, the first cell being the key. */
export interface ContractTable {
  readonly heading: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What a contract document says, as data. Pages are written from it and compared with it. */
export interface ContractPage {
  readonly kind: ContractKind
  readonly title: string
  /** For people; not compared. */
  readonly introduction: string
  readonly tables: readonly ContractTable[]
}
