import { type GraphError, graphError } from './graph-error.ts'

type Node = Readonly<Record<string, unknown>>

/** Picks `?fields=a,b` from a node, as the Graph API does: `id` always, an unknown field is code 100. */
export const selectFields = (node: Node, nodeType: string, fields: string | undefined): Node | GraphError => {
  if (fields === undefined || fields === '') return node
  const wanted = fields.split(',').map((field) => field.trim())
  const stranger = wanted.find((field) => !(field in node))
  if (stranger !== undefined) {
    return {
      ...graphError(100),
      message: `(#100) Tried accessing nonexisting field (${stranger}) on node type (${nodeType})`,
    }
  }
  return Object.fromEntries(Object.entries(node).filter(([field]) => field === 'id' || wanted.includes(field)))
}

export const isGraphError = (value: Node | GraphError): value is GraphError => 'httpStatus' in value
