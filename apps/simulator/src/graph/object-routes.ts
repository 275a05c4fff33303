import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { Settings } from '../settings.ts'
import { type GraphEnv, refuse } from './graph-env.ts'
import { unknownObject } from './graph-error.ts'
import { describeMedia } from './media-routes.ts'
import { isGraphError, selectFields } from './select-fields.ts'

const phoneNumberNode = (settings: Settings) => ({
  id: settings.phoneNumberId,
  verified_name: settings.verifiedName,
  display_phone_number: settings.displayPhoneNumber,
  code_verification_status: 'VERIFIED',
  name_status: 'APPROVED',
  quality_rating: 'GREEN',
  platform_type: 'CLOUD_API',
  status: 'CONNECTED',
  account_mode: 'LIVE',
  throughput: { level: 'STANDARD' },
  whatsapp_business_manager_messaging_limit: 'TIER_1K',
  webhook_configuration: { ...(settings.callbackUrl !== null && { application: settings.callbackUrl }) },
})

const businessAccountNode = (settings: Settings) => ({
  id: settings.businessAccountId,
  name: settings.verifiedName,
  currency: 'IDR',
  timezone_id: '42',
  message_template_namespace: 'b0a7e110_0000_4000_8000_000000000001',
})

const answer = (c: Context<GraphEnv>, node: Record<string, unknown>, nodeType: string): Response => {
  const picked = selectFields(node, nodeType, c.req.query('fields'))
  return isGraphError(picked) ? refuse(c, picked) : c.json(picked)
}

/** The account's own edges exist on no other object. */
const ofAccount: MiddlewareHandler<GraphEnv> = async (c, next) => {
  const id = c.req.param('id') ?? ''
  return id === c.get('simulator').settings.businessAccountId ? next() : refuse(c, unknownObject(c.req.method, id))
}

const appId = '400000000000001'

/** Objects by their id (the number, the account, media, templates) and the account's edges. */
export const objectRoutes = new Hono<GraphEnv>()
  .get('/:id{\\d+}', (c) => {
    const { settings, media, templates } = c.get('simulator')
    const id = c.req.param('id')
    if (id === settings.phoneNumberId) return answer(c, phoneNumberNode(settings), 'WhatsAppBusinessPhoneNumber')
    if (id === settings.businessAccountId) return answer(c, businessAccountNode(settings), 'WhatsAppBusinessAccount')
    const held = media.find(id)
    if (held) return describeMedia(c, held)
    const template = templates.find((one) => one.id === id)
    return template ? answer(c, template, 'WhatsAppMessageTemplate') : refuse(c, unknownObject('GET', id))
  })
  .get('/:id{\\d+}/phone_numbers', ofAccount, (c) => {
    const { settings } = c.get('simulator')
    return c.json({ data: [phoneNumberNode(settings)], paging: { cursors: { before: 'MAZDZD', after: 'MAZDZD' } } })
  })
  .post('/:id{\\d+}/subscribed_apps', ofAccount, (c) => {
    c.get('simulator').subscribedApps.add(appId)
    return c.json({ success: true })
  })
  .delete('/:id{\\d+}/subscribed_apps', ofAccount, (c) => {
    c.get('simulator').subscribedApps.delete(appId)
    return c.json({ success: true })
  })
  .get('/:id{\\d+}/subscribed_apps', ofAccount, (c) => {
    const { subscribedApps, origin } = c.get('simulator')
    const data = [...subscribedApps].map((id) => ({
      whatsapp_business_api_data: { id, name: 'Simulator', link: origin() },
    }))
    return c.json({ data })
  })
