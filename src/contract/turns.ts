import * as z from 'zod'

/** A tool call that the scripted model makes. `args` is sent as JSON; `input` as it stands (freeform tools). */
const Call = z.strictObject({
  /** Name of the tool, as the engine offers it. */
  name: z.string().min(1),
  /** Arguments, sent as JSON. */
  args: z.record(z.string(), z.unknown()).optional(),
  /** Input of a freeform tool, sent as it stands. */
  input: z.string().optional(),
})

const HttpFault = z.int().min(400).max(599)

const Turn = z.strictObject({
  /** What the model says. */
  text: z.string().optional(),
  /** Tools that it calls, after what it says. */
  calls: z.array(Call).default([]),
  /** What the answer is said to have cost, in tokens. */
  usage: z
    .strictObject({
      /** Cached ones included. */
      input: z.int().min(0),
      /** Of `input`. */
      cachedInput: z.int().min(0).default(0),
      /** Of the answer. */
      output: z.int().min(0),
    })
    .optional(),
  /** Instead of an answer: an HTTP status, no answer at all, a stream that stalls, or one that breaks off. */
  fault: z.union([HttpFault, z.enum(['hang', 'stall', 'cut', 'refuse'])]).optional(),
})
export type Turn = z.infer<typeof Turn>

/**
 * What a scripted model says, turn by turn. The turn is picked by the number of tool-result groups in the
 * request, so that retries and side requests do not shift it. After the last turn the model says `after`.
 */
export const Turns = z.strictObject({
  /** The answers, in order. */
  turns: z.array(Turn).min(1),
  /**
   * For engines that speak to the model in several roles: the first whose `when` stands in the instructions of a request
   * (system or developer messages) answers with its own turns; where none does, `turns` do.
   */
  roles: z
    .array(
      z.strictObject({
        /** Text that stands in the instructions of the role, and of no other. */
        when: z.string().min(1),
        /** Its answers, in order. */
        turns: z.array(Turn).min(1),
      }),
    )
    .optional(),
  /** What it says when all turns are used up. */
  after: z.string().default('Nothing more to do.'),
  /** What happens when the gateway asks whether the provider is there; it is when absent. */
  preflight: z.union([HttpFault, z.enum(['hang', 'refuse'])]).optional(),
})
export type Turns = z.infer<typeof Turns>
