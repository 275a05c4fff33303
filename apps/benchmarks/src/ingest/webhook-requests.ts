import { createHmac } from 'node:crypto'
import { business } from '../processes/start-server.ts'
import { buildRequests, httpRequest, type RequestList } from '../load/request-list.ts'
import { bsuidOf, itemAt, messageId, type Traffic, type TrafficItem, waIdOf, waMessageId } from './traffic.ts'

/** The signed POSTs of a traffic, `perPost` items each, and how long their bodies are together. */
export type WebhookRequests = RequestList & Readonly<{ bodyBytes: (requests: number) => number }>

/** Escaped as Meta does it. */
const texts = [
  'Halo, pesanan saya nomor 24 kapan dikirim ya?',
  'Terima kasih banyak \\ud83d\\ude4f sudah diterima dengan baik',
  'Apakah masih ada stok warna hitam ukuran L? Saya mau dua.',
]

export const buildWebhooks = (
  target: URL,
  traffic: Traffic,
  { count, perPost }: Readonly<{ count: number; perPost: number }>,
): WebhookRequests => {
  const sizes = new Uint32Array(count)
  const seconds = Math.floor(Date.now() / 1_000)
  const list = buildRequests(count, (index) => {
    const items = Array.from({ length: perPost }, (_, place) => itemAt(traffic, index * perPost + place))
    const body = bodyOf(traffic, items, seconds)
    sizes[index] = body.length
    const signature = createHmac('sha256', business.appSecret).update(body).digest('hex')
    return httpRequest(
      'POST',
      '/webhook/whatsapp',
      target.host,
      [
        'Accept: */*',
        'User-Agent: facebookexternalua',
        'Content-Type: application/json',
        `X-Hub-Signature-256: sha256=${signature}`,
      ],
      body,
    )
  })
  return { ...list, bodyBytes: (requests) => sizes.subarray(0, requests).reduce((sum, size) => sum + size, 0) }
}

const { phoneNumberId, businessAccountId, displayPhoneNumber } = business

const bodyOf = (traffic: Traffic, items: readonly TrafficItem[], seconds: number): string => {
  const changes = [
    changeOf(traffic, 'messages', ofKind(items, 'incoming'), seconds),
    changeOf(traffic, 'statuses', ofKind(items, 'status'), seconds),
  ]
  return `{"object":"whatsapp_business_account","entry":[{"id":"${businessAccountId}","changes":[${changes.filter(Boolean).join(',')}]}]}`
}

const ofKind = (items: readonly TrafficItem[], kind: TrafficItem['kind']) => items.filter((item) => item.kind === kind)

const changeOf = (
  traffic: Traffic,
  list: 'messages' | 'statuses',
  items: readonly TrafficItem[],
  seconds: number,
): string => {
  if (items.length === 0) return ''
  const metadata = `{"display_phone_number":"${displayPhoneNumber}","phone_number_id":"${phoneNumberId}"}`
  const contacts = items.map((item) => contactOf(traffic, item)).join(',')
  const elements = items.map((item) => elementOf(traffic, item, seconds)).join(',')
  return `{"value":{"messaging_product":"whatsapp","metadata":${metadata},"contacts":[${contacts}],"${list}":[${elements}]},"field":"messages"}`
}

const customerOf = ({ customers }: Traffic, item: TrafficItem): number =>
  item.kind === 'incoming' ? item.customer : item.message % customers

const contactOf = (traffic: Traffic, item: TrafficItem): string => {
  const customer = customerOf(traffic, item)
  const ids = `"wa_id":"${waIdOf(traffic, customer)}","user_id":"${bsuidOf(traffic, customer)}"`
  return item.kind === 'incoming' ? `{"profile":{"name":"Customer ${customer}"},${ids}}` : `{${ids}}`
}

const elementOf = (traffic: Traffic, item: TrafficItem, seconds: number): string => {
  const customer = customerOf(traffic, item)
  const [waId, bsuid] = [waIdOf(traffic, customer), bsuidOf(traffic, customer)]
  if (item.kind === 'incoming') {
    const id = waMessageId(traffic, 'theirs', item.message)
    const text = texts[item.message % texts.length]
    return `{"from":"${waId}","from_user_id":"${bsuid}","id":"${id}","timestamp":"${seconds}","text":{"body":"${text}"},"type":"text"}`
  }
  const pricing = '{"billable":true,"pricing_model":"PMP","category":"service","type":"regular"}'
  const price = item.status === 'read' ? '' : `,"pricing":${pricing}`
  const ids = `"id":"${waMessageId(traffic, 'ours', item.message)}","status":"${item.status}","timestamp":"${seconds}"`
  const recipient = `"recipient_id":"${waId}","recipient_user_id":"${bsuid}"`
  return `{${ids},${recipient},"biz_opaque_callback_data":"${messageId(traffic, item.message)}"${price}}`
}
