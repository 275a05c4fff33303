import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The text of every file of a workspace by its path from the root, with `/` between folders. */
export type Tree = ReadonlyMap<string, string>

const generated = new Set(['node_modules', 'data', 'dist', 'coverage', '.git'])

const pathsUnder = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (generated.has(entry.name)) return []
    if (entry.isDirectory()) return pathsUnder(root, path)
    return entry.isFile() ? [path] : []
  })

/** Reads the files that people write; what tools leave behind is passed over. */
export const readTree = (root: string): Tree =>
  new Map(
    pathsUnder(root, '')
      .filter((path) => /\.(ts|js|json|md|ya?ml)$/.test(path))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
