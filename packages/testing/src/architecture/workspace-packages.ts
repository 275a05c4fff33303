import type { Tree } from './tree.ts'

export type Manifest = Readonly<{
  private?: boolean
  type?: string
  exports?: unknown
  dependencies?: Readonly<Record<string, string>>
  devDependencies?: Readonly<Record<string, string>>
}>

/** `folder` is `packages/core` or `apps/server`. */
export type WorkspacePackage = Readonly<{ folder: string; manifest: Manifest }>

/** The packages and apps of a workspace. */
export const workspacePackages = (tree: Tree): WorkspacePackage[] =>
  [...tree].flatMap(([path, text]) => {
    const folder = /^((packages|apps)\/[^/]+)\/package\.json$/.exec(path)?.[1]
    return folder === undefined ? [] : [{ folder, manifest: JSON.parse(text) as Manifest }]
  })

/** `packages/core` of `packages/core/src/room/room.ts`. */
export const packageOf = (path: string): string => path.split('/').slice(0, 2).join('/')
