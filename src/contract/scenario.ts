import * as z from 'zod'

/** One step of the fake engine. */
export const ScenarioStep = z.discriminatedUnion('do', [
  /** Writes a file (UTF-8 or base64), creating folders. */
  z.strictObject({
    do: z.literal('write'),
    path: z.string(),
    content: z.string(),
    encoding: z.enum(['utf8', 'base64']).default('utf8'),
    mode: z
      .string()
      .regex(/^[0-7]{3,4}$/)
      .optional(),
  }),
  /** Replaces the first occurrence of `find`; fails when there is none. */
  z.strictObject({ do: z.literal('replace'), path: z.string(), find: z.string(), with: z.string() }),
  z.strictObject({ do: z.literal('delete'), path: z.string() }),
  z.strictObject({ do: z.literal('symlink'), path: z.string(), target: z.string() }),
  z.strictObject({ do: z.literal('chmod'), path: z.string(), mode: z.string().regex(/^[0-7]{3,4}$/) }),
  /** Runs a command and reports it as a tool call. `inherit`: its output is the engine's own, and no digest of it is told. */
  z.strictObject({
    do: z.literal('run'),
    command: z.array(z.string()).min(1),
    inherit: z.boolean().optional(),
  }),
  /** Emits an event line as it stands, reserved types included. */
  z.strictObject({
    do: z.literal('emit'),
    type: z.string(),
    data: z.record(z.string(), z.unknown()).default({}),
  }),
  /** Prints raw text on a stream. */
  z.strictObject({
    do: z.literal('print'),
    text: z.string(),
    stream: z.enum(['stdout', 'stderr']).default('stdout'),
  }),
  z.strictObject({ do: z.literal('say'), text: z.string() }),
  z.strictObject({ do: z.literal('sleep'), ms: z.int().min(0) }),
  /** Prints this many bytes. */
  z.strictObject({
    do: z.literal('flood'),
    bytes: z.int().min(1),
    stream: z.enum(['stdout', 'stderr']).default('stdout'),
  }),
  /** Takes this much memory and keeps it. */
  z.strictObject({ do: z.literal('allocate'), bytes: z.int().min(1) }),
  /** Starts a process in a session of its own that outlives the engine. */
  z.strictObject({ do: z.literal('daemon'), command: z.array(z.string()).min(1) }),
  z.strictObject({ do: z.literal('ignore-sigterm') }),
  /** Sends one model request through the gateway. */
  z.strictObject({ do: z.literal('ask-model'), prompt: z.string() }),
  z.strictObject({ do: z.literal('kill-self'), signal: z.string().default('SIGKILL') }),
  /** Ends with this code; the terminal event says `outcome`, or nothing when it is `none`. */
  z.strictObject({
    do: z.literal('exit'),
    code: z.int().min(0).max(255).default(0),
    outcome: z.enum(['completed', 'failed', 'none']).default('completed'),
  }),
])
export type ScenarioStep = z.infer<typeof ScenarioStep>

/** `tasks/<task>/fake.yaml`: what the fake engine does. Without an `exit` step it completes with code 0. */
export const Scenario = z.strictObject({ steps: z.array(ScenarioStep) })
export type Scenario = z.infer<typeof Scenario>
