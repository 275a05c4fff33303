import type { Router } from 'hono/router'
import { TrieRouter } from 'hono/router/trie-router'
import type { H, RouterRoute } from 'hono/types'
import { onlyDocuments } from './openapi/operation.ts'

type Route = [H, RouterRoute]

/**
 * Hono's router for any set of routes (its fast one takes none like `/messages/send` beside `/messages/:id/retry`), which remembers
 * what it found for an address without parameters, and leaves out what only documents.
 */
export const createRouter = (): Router<Route> => {
  const routes = new TrieRouter<Route>()
  const fixed = new Set<string>()
  const found = new Map<string, ReturnType<typeof routes.match>>()
  return {
    name: 'TrieRouter with a memory',
    add: (method, path, route) => {
      if (!/[:*]/.test(path)) fixed.add(`${method} ${path}`)
      if (!onlyDocuments(route[0])) routes.add(method, path, route)
    },
    match: (method, path) => {
      const key = `${method} ${path}`
      const known = found.get(key)
      if (known !== undefined) return known
      const match = routes.match(method, path)
      if (fixed.has(key)) found.set(key, match)
      return match
    },
  }
}
