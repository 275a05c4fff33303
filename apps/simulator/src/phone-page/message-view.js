// What a message looks like. Joined with phone.js into one script by phone-page.ts.
const page = { customers: [], customer: null, messages: [], templates: [], replyTo: null, settings: null }

const element = (tag, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), attributes)
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ''))
  return made
}

const source = (media) => (media.id ? `/control/media/${media.id}/bytes` : media.link)
const mediaViews = {
  image: (media) => element('img', { src: source(media), alt: media.caption || 'A picture' }),
  sticker: (media) => element('img', { src: source(media), alt: 'A sticker' }),
  video: (media) => element('video', { src: source(media), controls: true }),
  audio: (media) => element('audio', { src: source(media), controls: true }),
  document: (media) =>
    element('a', { href: source(media), target: '_blank', rel: 'noreferrer' }, `📄 ${media.filename || 'Document'}`),
}

const mediaBody = (type) => (content) => [
  mediaViews[type](content),
  content.caption && element('div', {}, content.caption),
]
const link = (href, text) => element('a', { href, target: '_blank', rel: 'noreferrer' }, text)

const headerView = (header) =>
  !header
    ? ''
    : header.type === 'text'
      ? element('div', { className: 'head' }, header.text)
      : mediaViews[header.type](header[header.type])

const fill = (text, parameters = []) =>
  text.replace(/{{\s*(\w+)\s*}}/g, (whole, name) => {
    const found = parameters.find((one) => one.parameter_name === name) ?? parameters[Number(name) - 1]
    return found?.text ?? found?.currency?.fallback_value ?? found?.date_time?.fallback_value ?? whole
  })

const templateOf = ({ name, language }) =>
  page.templates.find((one) => one.name === name && one.language === language.code)
const given = ({ components = [] }, type) => components.find((one) => one.type === type)?.parameters ?? []
const part = (template, type) => template?.components.find((one) => one.type === type)

const templateView = (content) => {
  const template = templateOf(content)
  const header = part(template, 'HEADER')
  const media = given(content, 'header')[0]
  return [
    header?.text ? element('div', { className: 'head' }, fill(header.text, given(content, 'header'))) : '',
    media && mediaViews[media.type] ? mediaViews[media.type](media[media.type]) : '',
    element('div', {}, fill(part(template, 'BODY')?.text ?? content.name, given(content, 'body'))),
    element('div', { className: 'footer' }, part(template, 'FOOTER')?.text ?? ''),
  ]
}

const interactiveView = (content) => {
  const reply = content.button_reply ?? content.list_reply
  if (reply) return [reply.title, reply.description && element('div', { className: 'footer' }, reply.description)]
  if (content.nfm_reply) return [`📋 ${content.nfm_reply.body ?? 'Form sent'}`]
  return [
    headerView(content.header),
    element('div', {}, content.body?.text ?? content.type),
    element('div', { className: 'footer' }, content.footer?.text ?? ''),
  ]
}

const views = {
  text: (content) => [content.body],
  ...Object.fromEntries(Object.keys(mediaViews).map((type) => [type, mediaBody(type)])),
  location: ({ latitude, longitude, name, address }) => [
    `📍 ${name ?? `${latitude}, ${longitude}`}`,
    address && element('div', { className: 'footer' }, address),
  ],
  contacts: (contacts) =>
    contacts.map(({ name, phones = [] }) =>
      element('div', {}, `👤 ${name.formatted_name} ${phones.map((one) => one.phone).join(', ')}`),
    ),
  button: ({ text }) => [text],
  order: ({ product_items: items }) => [
    `🛒 ${items.map((one) => `${one.quantity} × ${one.product_retailer_id}`).join(', ')}`,
  ],
  interactive: interactiveView,
  template: templateView,
  revoked: () => [element('span', { className: 'gone' }, 'This message was deleted')],
}

const view = ({ type, content }) => {
  if (type !== 'revoked' && content === null) return [element('span', { className: 'gone' }, type)]
  return views[type]?.(content) ?? [element('span', { className: 'gone' }, `${type}: ${JSON.stringify(content)}`)]
}

const tick = { accepted: '🕓', sent: '✓', delivered: '✓✓', read: '✓✓', played: '✓✓ 🎧', failed: '⚠ failed' }
const time = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
const meta = ({ at, status, direction }) => {
  const shown = status ?? (direction === 'from_customer' ? 'delivered' : null)
  return element(
    'div',
    { className: 'meta' },
    time(at),
    shown ? element('span', { className: shown, title: shown, ariaLabel: shown }, tick[shown] ?? shown) : '',
  )
}

const plain = (message) =>
  view(message)
    .map((one) => one?.textContent ?? one)
    .join(' ')
    .slice(0, 90)
