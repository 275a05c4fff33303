import { type ConversionConfig, type JsonSchema, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema'
import type { Hono } from 'hono'
import type * as v from 'valibot'
import { problemSchema } from '../problem.ts'
import { auditEntrySchema } from '../views/audit-view.ts'
import { leadSchema } from '../views/lead-view.ts'
import { messageSchema, messageWithHistorySchema } from '../views/message-view.ts'
import { participantSchema, roomSchema } from '../views/room-view.ts'
import { templateSchema } from '../views/template-view.ts'
import { pushSubscriptionSchema } from '../views/push-subscription-view.ts'
import { deliverySchema, subscriptionSchema } from '../views/subscription-view.ts'
import { userSchema } from '../views/user-view.ts'
import { type OperationPart, partOf } from './operation.ts'

type Routes = Pick<Hono, 'routes'>['routes']
type Json = Readonly<Record<string, unknown>>

const definitions = {
  User: userSchema,
  Lead: leadSchema,
  Room: roomSchema,
  Participant: participantSchema,
  Message: messageSchema,
  MessageWithHistory: messageWithHistorySchema,
  AuditEntry: auditEntrySchema,
  Subscription: subscriptionSchema,
  Delivery: deliverySchema,
  PushSubscription: pushSubscriptionSchema,
  Template: templateSchema,
  Problem: problemSchema,
} as const satisfies Record<string, v.GenericSchema>

const config: ConversionConfig = {
  target: 'draft-2020-12',
  errorMode: 'ignore',
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  overrideAction: ({ valibotAction, jsonSchema }) => {
    const { type, requirement } = valibotAction as { type: string; requirement?: unknown }
    if (type === 'min_code_points') return { ...jsonSchema, minLength: requirement as number }
    if (type === 'max_code_points') return { ...jsonSchema, maxLength: requirement as number }
    return undefined
  },
}

/** The OpenAPI 3.1 document of these routes, from the schemas by which they parse and the views that they answer. */
export const openApiDocument = (routes: Routes, version: string) => {
  const operations = new Map<string, OperationPart>()
  for (const { method, path, handler } of routes) {
    if (method === 'ALL') continue
    const key = `${method} ${path}`
    operations.set(key, { ...operations.get(key), ...partOf(handler) })
  }
  const paths: Record<string, Record<string, Json>> = {}
  for (const [key, operation] of operations) {
    const [method = '', path = ''] = key.split(' ')
    const item = (paths[path.replace(/:(\w+)/g, '{$1}')] ??= {})
    item[method.toLowerCase()] = operationObject(method, path, operation)
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Boztell',
      version,
      description: 'The backend of a WhatsApp team inbox. Errors are problem documents (RFC 9457); `code` names them.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: toJsonSchemaDefs(definitions, { ...config, typeMode: 'output' }),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  }
}

const operationObject = (method: string, path: string, operation: OperationPart): Json => {
  const { summary, tag, signedIn, body, bodyMayBeMissing = false, form, answers = {} } = operation
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[/:_-]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, '')}`,
    summary,
    tags: [tag],
    security: signedIn === true ? [{ bearer: [] }] : [],
    parameters: parameters(path, operation),
    ...((body ?? form) && {
      requestBody: {
        required: !bodyMayBeMissing,
        content: {
          ...(body && { 'application/json': { schema: inputSchema(body) } }),
          ...(form && { 'multipart/form-data': { schema: formSchema(form.fields) } }),
        },
      },
    }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, response(answer)])),
      default: {
        description: 'Refused',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

const parameters = (path: string, { query, headers = {} }: OperationPart): readonly Json[] => [
  ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(/id$/.test(name ?? '') && { format: 'uuid' }) },
  })),
  ...(query ? queryParameters(query) : []),
  ...Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })),
]

const queryParameters = (query: v.GenericSchema): readonly Json[] => {
  const { properties = {}, required = [] } = inputSchema(query)
  return Object.entries(properties as Record<string, Json>).map(([name, schema]) => ({
    name,
    in: 'query',
    required: (required as readonly string[]).includes(name),
    schema,
  }))
}

const inputSchema = (schema: v.GenericSchema): Json => strip(toJsonSchema(schema, { ...config, typeMode: 'input' }))

/** The fields with a file in the place of `media`. */
const formSchema = (fields: v.GenericSchema | null): Json => {
  const { properties = {}, required = [], ...rest } = fields === null ? { type: 'object' } : inputSchema(fields)
  const { media: _media, ...others } = properties as Record<string, Json>
  return {
    ...rest,
    properties: { ...others, file: { type: 'string', contentMediaType: 'application/octet-stream' } },
    required: [...(required as readonly string[]).filter((name) => name !== 'media'), 'file'],
  }
}

const outputSchema = (schema: v.GenericSchema): Json => {
  const name = Object.entries(definitions).find(([, definition]) => definition === schema)?.[0]
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` }
  return strip(toJsonSchema(schema, { ...config, typeMode: 'output', definitions }))
}

/** The document as a whole says which JSON Schema it speaks, and holds the definitions. */
const strip = ({ $schema: _schema, $defs: _definitions, ...schema }: JsonSchema): Json => schema

const response = (answer: v.GenericSchema | string | null): Json => {
  if (answer === null) return { description: 'Done' }
  const content =
    typeof answer === 'string'
      ? { [answer]: { schema: { type: 'string' } } }
      : { 'application/json': { schema: outputSchema(answer) } }
  return { description: 'Done', content }
}
