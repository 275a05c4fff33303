import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Hono } from 'hono'
import { Hono as Router } from 'hono'
import * as v from 'valibot'
import { unknownRoute } from '../edge-error.ts'
import { problem } from '../problem.ts'
import type { RequestContext } from '../request-context.ts'
import { openApiDocument } from './openapi-document.ts'
import { describe } from './operation.ts'

const tag = 'Reference'

/** Shows /openapi.json by Swagger UI; everything comes from this server. */
const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Boztell API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`
const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', validatorUrl: null, persistAuthorization: true })
`

/** So that the page can't reach beyond this server, whatever its scripts try. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"

const SCRIPT = 'text/javascript; charset=utf-8'
const assets: Readonly<Record<string, Readonly<{ type: string; url: string }>>> = {
  'swagger-ui.css': { type: 'text/css; charset=utf-8', url: import.meta.resolve('swagger-ui-dist/swagger-ui.css') },
  'swagger-ui-bundle.js': { type: SCRIPT, url: import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js') },
  'favicon-32x32.png': { type: 'image/png', url: import.meta.resolve('swagger-ui-dist/favicon-32x32.png') },
}

/** `app` is asked when the document is, so that it has all its routes by then. */
export const referenceRoutes = (app: () => Pick<Hono, 'routes'>, version: string) => {
  let document: ReturnType<typeof openApiDocument> | undefined
  return new Router<RequestContext>()
    .get(
      '/openapi.json',
      describe({ tag, summary: 'This description of the API', answers: { 200: v.looseObject({}) } }),
      (c) => {
        document ??= openApiDocument(app().routes, version)
        return c.body(JSON.stringify(document), 200, { 'Content-Type': 'application/json' })
      },
    )
    .get('/docs', describe({ tag, summary: 'The same for people', answers: { 200: 'text/html' } }), (c) =>
      c.html(page, 200, { 'Content-Security-Policy': CONTENT_SECURITY_POLICY }),
    )
    .get(
      '/docs/:file',
      describe({ tag, summary: 'What the reference page is made of', answers: { 200: 'text/javascript' } }),
      async (c) => {
        const file = c.req.param('file')
        if (file === 'start.js') return c.body(start, 200, { 'Content-Type': SCRIPT })
        const asset = Object.hasOwn(assets, file) ? assets[file] : undefined
        if (asset === undefined) return problem(c, unknownRoute(c.req.path))
        const bytes = new Uint8Array(await readFile(fileURLToPath(asset.url)))
        return c.body(bytes, 200, { 'Content-Type': asset.type, 'Cache-Control': 'public, max-age=3600' })
      },
    )
}
