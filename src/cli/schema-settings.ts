// Promises: the schemas that are made after this module was loaded parse without compiled code of their own.
// Must not: be loaded for help alone, since it loads zod. Called by: run-command-line.ts, before a command is loaded.
import * as z from 'zod'

// A command meets most schemas once or twice. Compiling a function for each costs a run a fourteenth of its processor
// time, and saves 15 % of the time for each event of a log with 44,000 of them.
z.config({ jitless: true })
