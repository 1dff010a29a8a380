import { type PlanningCheck, ran } from './check.ts'

/** Bytes that are no text, sizes and nesting that no document has, links that leave the workspace. */
export const readable: PlanningCheck = {
  id: 'readable',
  title: 'every planning file can be read',
  run: (context) =>
    ran(context.problems.map(({ file, line, message, fix }) => ({ file, line, message, fix }))),
}
