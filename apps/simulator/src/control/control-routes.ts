import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { newFault } from '../faults/fault-book.ts'
import { inBackground } from '../in-background.ts'
import { newMediaId } from '../identifiers.ts'
import type { Simulator } from '../simulator.ts'
import { verifyCallback } from '../webhooks/verify-callback.ts'
import { type Template, unjudged } from '../graph/template-catalogue.ts'
import { changeTemplate } from '../webhooks/template-webhook.ts'
import {
  batch,
  mediaFacts,
  newMedia,
  newTemplate,
  playedStatuses,
  rawWebhook,
  settingsChange,
  templateChanges,
} from './control-schemas.ts'
import { batchBody } from '../customers/play-customer.ts'
import { customerRoutes } from './customer-routes.ts'
import { controlRefusal, defined, readInput, readQuery } from './read-input.ts'

/** Everything under `/control`: what a test or a person does to the simulator behind the business's back. */
export const controlRoutes = (simulator: Simulator): Hono => {
  const { settings, requests, messages, webhooks, customers, faults, media, templates, statuses, watchers } = simulator
  return new Hono()
    .use(async (c, next) => {
      const origin = c.req.header('origin')
      if (origin !== undefined && origin !== new URL(c.req.url).origin) {
        throw controlRefusal(403, 'Pages of other origins may not use the control API.')
      }
      await next()
    })
    .get('/state', (c) =>
      c.json({ url: simulator.origin(), settings, customers: customers.all(), faults: faults.all() }),
    )
    .post('/configure', async (c) => {
      Object.assign(settings, defined(await readInput(c, settingsChange)))
      return c.json(settings)
    })
    .post('/reset', (c) => {
      simulator.reset()
      return c.json({ success: true })
    })
    .post('/verify-callback', async (c) => c.json(await verifyCallback(settings)))
    .get('/requests', (c) => {
      const { path, method, type } = c.req.query()
      return c.json(
        requests
          .all()
          .filter((one) => path === undefined || one.path.includes(path))
          .filter((one) => method === undefined || one.method === method.toUpperCase())
          .filter((one) => type === undefined || (one.body as { type?: unknown } | null)?.type === type),
      )
    })
    .get('/messages', (c) => c.json(messages.all()))
    .post('/messages/:id/statuses', async (c) => {
      const message = messages.find(c.req.param('id'))
      if (!message) throw controlRefusal(404, 'The business sent no message with this id.')
      const { statuses: names, together, failure, ...sending } = await readInput(c, playedStatuses)
      const options = defined({ ...sending, failure: failure && { code: failure.code, ...defined(failure) } })
      if (together) return c.json({ deliveries: await statuses.reportTogether(message, names, options) })
      const deliveries = []
      for (const name of names) deliveries.push(...(await statuses.report(message, name, options)))
      return c.json({ deliveries })
    })
    .get('/webhooks', (c) => c.json(webhooks.deliveries()))
    .post('/webhooks', async (c) => {
      const { body, ...options } = await readInput(c, rawWebhook)
      return c.json({ deliveries: await webhooks.send(body ?? {}, defined(options)) })
    })
    .post('/batch', async (c) => {
      const { messages: items, entries, changes, send, ...options } = await readInput(c, batch)
      const built = batchBody(
        simulator,
        items.map((item) => ({ from: item.from, type: item.type, ...defined(item) })),
        defined({ entries, changes }),
      )
      return c.json({ ...built, deliveries: send ? await webhooks.send(built.body, defined(options)) : [] })
    })
    .get('/faults', (c) => c.json(faults.all()))
    .post('/faults', async (c) => c.json(faults.add(await readInput(c, newFault)), 201))
    .delete('/faults', (c) => {
      faults.clear()
      return c.json({ success: true })
    })
    .get('/media', (c) => c.json(media.all().map(({ path, ...one }) => one)))
    .post('/media', async (c) => {
      // A file of any size is the body itself, a small one may stand in JSON.
      if (c.req.header('content-type')?.startsWith('application/json')) {
        const { base64, filename, ...facts } = await readInput(c, newMedia)
        const bytes = Buffer.from(base64, 'base64')
        return c.json({ id: media.add({ bytes, ...facts, ...defined({ filename }) }).id }, 201)
      }
      const { filename, ...facts } = readQuery(c, mediaFacts)
      const content: AsyncIterable<Uint8Array> = c.req.raw.body ?? ReadableStream.from<Uint8Array>([])
      const { id } = media.keep(await media.receive(content), { ...facts, ...defined({ filename }) })
      return c.json({ id }, 201)
    })
    .delete('/media/:id', (c) => {
      if (!media.remove(c.req.param('id'))) throw controlRefusal(404, 'There is no media with this id.')
      return c.json({ success: true })
    })
    .get('/media/:id/bytes', (c) => {
      const held = media.find(c.req.param('id'))
      if (!held) throw controlRefusal(404, 'There is no media with this id.')
      return c.body(ReadableStream.from(media.read(held)), 200, {
        'content-type': held.mimeType,
        'x-content-type-options': 'nosniff',
        'content-security-policy': 'sandbox',
      })
    })
    .get('/templates', (c) => c.json(templates))
    .post('/templates', async (c) => {
      const input = await readInput(c, newTemplate)
      const template = { ...unjudged, ...defined(input), id: input.id ?? newMediaId() } as Template
      const place = templates.findIndex(
        ({ name, language }) => name === template.name && language === template.language,
      )
      if (place === -1) templates.push(template)
      else templates[place] = template
      return c.json(template, 201)
    })
    .delete('/templates', (c) => {
      templates.length = 0
      return c.json({ success: true })
    })
    .post('/templates/:name/:language', async (c) => {
      const { copies, signature, ...changes } = await readInput(c, templateChanges)
      const { name, language } = c.req.param()
      const place = templates.findIndex((one) => one.name === name && one.language === language)
      const before = templates[place]
      if (!before) throw controlRefusal(404, 'There is no such template.')
      const { template, bodies } = changeTemplate(simulator, before, defined(changes))
      templates[place] = template
      const deliveries = []
      for (const body of bodies) deliveries.push(...(await webhooks.send(body, defined({ copies, signature }))))
      return c.json({ template, deliveries })
    })
    .get('/events', (c) =>
      streamSSE(c, async (stream) => {
        const { promise: closed, resolve: close } = Promise.withResolvers<void>()
        const unwatch = watchers.watch(({ customer, event }) => {
          inBackground(stream.writeSSE({ event, data: customer }))
        })
        stream.onAbort(() => {
          unwatch()
          close()
        })
        await stream.writeSSE({ event: 'changed', data: '' })
        await closed
      }),
    )
    .route('/customers', customerRoutes(simulator))
}
