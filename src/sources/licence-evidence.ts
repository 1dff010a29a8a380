import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { LicenceNote } from '../contract/source-admission.ts'
import { sha256 } from '../kernel/digest.ts'
import { errnoOf } from '../kernel/proctor-error.ts'

/** What can be said of a licence without a person. */
export type LicenceFound = Omit<LicenceNote, 'note'>

/** Phrases that a text of this licence holds and a text of another does not, lower case, single spaces. */
const MARKS: Readonly<
  Record<string, { readonly has: readonly string[]; readonly lacks?: readonly string[] }>
> = {
  'Apache-2.0': { has: ['apache license version 2.0', 'grant of patent license', 'redistribution'] },
  'BSD-2-Clause': {
    has: [
      'redistribution and use in source and binary forms',
      'redistributions in binary form must reproduce',
    ],
    lacks: ['endorse or promote', 'advertising materials'],
  },
  'BSD-3-Clause': {
    has: ['redistribution and use in source and binary forms', 'endorse or promote products'],
    lacks: ['advertising materials'],
  },
  ISC: {
    has: [
      'permission to use, copy, modify, and/or distribute this software for any purpose',
      'provided that the above copyright notice and this permission notice appear in all copies',
    ],
  },
  '0BSD': {
    has: ['permission to use, copy, modify, and/or distribute this software for any purpose'],
    lacks: ['provided that the above copyright notice'],
  },
  MIT: {
    has: [
      'permission is hereby granted, free of charge, to any person obtaining a copy',
      'the above copyright notice and this permission notice shall be included in all copies',
    ],
  },
  'MPL-2.0': { has: ['mozilla public license version 2.0', 'covered software'] },
  Unlicense: { has: ['this is free and unencumbered software released into the public domain'] },
}
const LICENCE_FILE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i
const README = /^readme(?:\..*)?$/i
const IN_README =
  /\blicen[cs]ed?\b[^\n]{0,60}?\b(Apache-2\.0|MIT|ISC|0BSD|BSD-[23]-Clause|MPL-2\.0|Unlicense)\b/i
const Manifest = z.object({ license: z.union([z.string(), z.object({ type: z.string() })]).optional() })

/**
 * Looks in the three usual places: a licence file, package.json, the README. A text may confirm a licence that the
 * source declares and nothing else: texts are alike, and a guess would be a claim of ours.
 */
export async function findLicence(folder: string): Promise<LicenceFound> {
  const names = (await readdir(folder)).sort()
  const inManifest = declaredIn(
    await readText(
      folder,
      names.find((name) => name === 'package.json'),
    ),
  )
  const readme = names.find((name) => README.test(name))
  const inReadme = IN_README.exec((await readText(folder, readme)) ?? '')?.[1] ?? null
  const fileName = names.find((name) => LICENCE_FILE.test(name))
  const text = await readText(folder, fileName)
  const declared = inManifest ?? inReadme
  const confirmed = declared !== null && text !== null && isTextOf(text, declared)
  const evidence = [
    `package.json: ${inManifest ?? 'nothing'}`,
    `licence file: ${fileName ?? 'none'}${text === null || declared === null ? '' : confirmed ? ', its text confirms it' : ', its text does not confirm it'}`,
    `README: ${inReadme ?? 'nothing'}`,
  ].join('; ')
  return {
    declared,
    concluded: confirmed ? declared : declared === null && text === null ? 'NONE' : 'NOASSERTION',
    file: fileName === undefined || text === null ? null : { path: fileName, sha256: sha256(text) },
    evidence,
  }
}

/** Whether a text is that of the licence with this SPDX id. No for every id that is not known here. */
export function isTextOf(text: string, id: string): boolean {
  const marks = Object.hasOwn(MARKS, id) ? MARKS[id] : undefined
  if (marks === undefined) return false
  const plain = text
    .toLowerCase()
    .replace(/[\s*#>]+/g, ' ')
    .replace(/license, version/g, 'license version')
  return (
    marks.has.every((mark) => plain.includes(mark)) &&
    !(marks.lacks ?? []).some((mark) => plain.includes(mark))
  )
}

function declaredIn(text: string | null): string | null {
  if (text === null) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
  const license = Manifest.safeParse(value).data?.license
  const name = typeof license === 'object' ? license.type : license
  return name === undefined || name.trim() === '' ? null : name.trim()
}

const MAX_TEXT = 1024 * 1024

async function readText(folder: string, name: string | undefined): Promise<string | null> {
  if (name === undefined) return null
  try {
    const text = await readFile(join(folder, name), 'utf8')
    return text.length > MAX_TEXT ? null : text
  } catch (error) {
    if (errnoOf(error) === 'EISDIR' || errnoOf(error) === 'ELOOP' || errnoOf(error) === 'ENOENT') return null
    throw error
  }
}
