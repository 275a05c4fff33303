// The page's state, its events and what the customer can do.
const byId = (id) => document.getElementById(id)

const call = async (method, path, body) => {
  const response = await fetch(`/control${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const answer = await response.json()
  byId('problem').hidden = response.ok
  if (!response.ok) byId('problem').textContent = answer.error
  return response.ok ? answer : null
}

const path = (customer) => `/customers/${encodeURIComponent(customer.key)}`

const send = async (message) => {
  const answer = await call('POST', `${path(page.customer)}/messages`, message)
  const last = answer?.deliveries.at(-1)
  const heard = last === undefined || last.state === 'delivered'
  byId('problem').hidden = heard
  if (!heard) {
    byId('problem').textContent =
      last.state === 'skipped'
        ? 'No callback URL is set: nobody hears this customer.'
        : 'The business did not take the message; trying again.'
  }
}

const tapped = (id, type, content) => () => send({ type, content, replyTo: id })
const tap = (label, onclick, description) =>
  element('button', { type: 'button', onclick }, label, description ? element('small', {}, description) : '')

const point = { latitude: -6.1754, longitude: 106.8272, name: 'Monas', address: 'Jakarta' }
const me = () => [
  {
    name: { formatted_name: page.customer.name, first_name: page.customer.name },
    phones: [{ phone: `+${page.customer.waId ?? ''}`, wa_id: page.customer.waId ?? '' }],
    origin: 'contact_request',
  },
]

const interactiveTaps = (id, { type, action }) => {
  if (type === 'button')
    return action.buttons.map(({ reply }) =>
      tap(reply.title, tapped(id, 'interactive', { type: 'button_reply', button_reply: reply })),
    )
  if (type === 'list') {
    return action.sections.flatMap(({ title, rows }) => [
      title ? element('p', {}, title) : '',
      ...rows.map((row) =>
        tap(row.title, tapped(id, 'interactive', { type: 'list_reply', list_reply: row }), row.description),
      ),
    ])
  }
  if (type === 'cta_url') return [link(action.parameters.url, action.parameters.display_text)]
  if (type === 'location_request_message') return [tap('Send location', tapped(id, 'location', point))]
  if (type === 'contact_request') return [tap('Share phone number', tapped(id, 'contacts', me()))]
  if (type === 'flow') {
    const form = {
      name: 'flow',
      body: 'Sent',
      response_json: JSON.stringify({ flow_token: action.parameters.flow_token ?? 'unused' }),
    }
    return [tap(action.parameters.flow_cta, tapped(id, 'interactive', { type: 'nfm_reply', nfm_reply: form }))]
  }
  return []
}

const templateTaps = (id, content) =>
  (part(templateOf(content), 'BUTTONS')?.buttons ?? []).map((button, index) => {
    const parameters =
      content.components?.find((one) => one.type === 'button' && Number(one.index) === index)?.parameters ?? []
    if (button.url && button.type === 'URL') return link(fill(button.url, parameters), button.text)
    return tap(button.text, tapped(id, 'button', { payload: parameters[0]?.payload ?? button.text, text: button.text }))
  })

const taps = ({ id, direction, type, content }) => {
  if (direction !== 'from_business' || content === null) return ''
  const all =
    type === 'interactive' && content.action
      ? interactiveTaps(id, content)
      : type === 'template'
        ? templateTaps(id, content)
        : []
  return all.length === 0 ? '' : element('div', { className: 'taps' }, ...all)
}

const reply = (message) => {
  page.replyTo = message
  byId('quote').hidden = !message
  byId('quote').firstElementChild.textContent = message ? plain(message) : ''
  if (message) byId('text').focus()
}

const actions = (message) => {
  const action = (label, title, onclick) =>
    element('button', { type: 'button', title, ariaLabel: title, onclick }, label)
  const reactions = ['👍', '❤️', '😂', '🙏'].map((emoji) =>
    action(emoji, `React with ${emoji}`, () => send({ type: 'reaction', content: { message_id: message.id, emoji } })),
  )
  const own = [
    action('Edit', 'Edit', () => {
      const body = prompt('New text', message.content?.body ?? '')
      if (body)
        send({ type: 'edit', content: { original_message_id: message.id, message: { type: 'text', text: { body } } } })
    }),
    action('Delete', 'Delete for everyone', () =>
      send({ type: 'revoke', content: { original_message_id: message.id } }),
    ),
  ]
  const answer = action('Reply', 'Reply', () => reply(message))
  return element('div', { className: 'actions' }, answer, ...(message.direction === 'from_customer' ? own : reactions))
}

const reactionsOn = (id) => {
  const latest = new Map()
  for (const one of page.messages)
    if (one.type === 'reaction' && one.content?.message_id === id) latest.set(one.direction, one.content.emoji)
  const shown = [...latest.values()].filter(Boolean).join(' ')
  return shown ? element('span', { className: 'reactions' }, shown) : ''
}

const bubble = (message) => {
  const quoted = message.replyTo && page.messages.find(({ id }) => id === message.replyTo)
  return element(
    'li',
    { className: message.direction === 'from_customer' ? 'mine' : 'theirs' },
    element(
      'div',
      { className: 'bubble' },
      quoted ? element('div', { className: 'quoted' }, plain(quoted)) : '',
      ...view(message),
      meta(message),
    ),
    taps(message),
    reactionsOn(message.id),
    actions(message),
  )
}

const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0])
    .join('')
    .slice(0, 2)
    .toUpperCase()
const addressOf = ({ waId, userId }) => (waId ? `+${waId}` : userId)

const draw = () => {
  byId('customers').replaceChildren(
    ...page.customers.map((customer) =>
      element(
        'li',
        {},
        element(
          'button',
          { type: 'button', ariaCurrent: String(customer.key === page.customer?.key), onclick: () => open(customer) },
          element('span', { className: 'avatar', ariaHidden: 'true' }, initials(customer.name)),
          element(
            'span',
            {},
            customer.name,
            element('small', {}, customer.username ? `@${customer.username}` : addressOf(customer)),
          ),
        ),
      ),
    ),
  )
  byId('business').textContent = page.settings.verifiedName
  byId('avatar').textContent = initials(page.settings.verifiedName)
  byId('subtitle').textContent = page.customer
    ? `${page.settings.displayPhoneNumber} · you are ${page.customer.name}`
    : 'Choose a customer to begin'
  byId('composer').inert = !page.customer
  const shown = page.messages.filter(({ type }) => type !== 'reaction')
  byId('chat').replaceChildren(
    ...(shown.length
      ? shown.map(bubble)
      : [element('li', { className: 'empty' }, page.customer ? 'Say hello 👋' : 'No chat is open')]),
  )
  byId('chat').scrollTop = byId('chat').scrollHeight
  document.body.classList.toggle('chatting', page.customer !== null)
}

const refresh = async () => {
  const state = await call('GET', '/state')
  Object.assign(page, {
    customers: state.customers,
    settings: state.settings,
    templates: await call('GET', '/templates'),
  })
  if (page.customer && !page.customers.some(({ key }) => key === page.customer.key)) page.customer = null
  page.messages = []
  if (page.customer) Object.assign(page, await call('GET', `${path(page.customer)}/chat`))
  draw()
}

const open = async (customer) => {
  page.customer = customer
  history.replaceState(null, '', `#${customer.key}`)
  reply(null)
  await refresh()
  byId('text').focus()
}

byId('new-customer').onsubmit = async (event) => {
  event.preventDefault()
  const { address, name } = Object.fromEntries(new FormData(event.target))
  const customer = await call('PUT', `/customers/${encodeURIComponent(address)}`, name ? { name } : {})
  if (!customer) return
  event.target.reset()
  await open(customer)
}

byId('composer').onsubmit = async (event) => {
  event.preventDefault()
  const body = byId('text').value.trim()
  if (body === '') return
  byId('text').value = ''
  const answered = page.replyTo ? { replyTo: page.replyTo.id } : {}
  reply(null)
  await send({ type: 'text', content: { body }, ...answered })
}

byId('text').onkeydown = (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  byId('composer').requestSubmit()
}

byId('attach').onchange = async ({ target }) => {
  const type = target.value
  target.value = ''
  const content = { location: point, contacts: me() }[type]
  await send({ type, ...(content && { content }) })
}

byId('quote').lastElementChild.onclick = () => reply(null)
byId('back').onclick = () => {
  page.customer = null
  draw()
}

let pending
const soon = () => {
  clearTimeout(pending)
  pending = setTimeout(refresh, 30)
}
const events = new EventSource('/control/events')
events.addEventListener('changed', soon)
events.addEventListener('typing', ({ data }) => {
  if (data === page.customer?.key) byId('subtitle').textContent = 'typing…'
})
events.onopen = soon
await refresh()
const wanted = page.customers.find(({ key }) => key === decodeURIComponent(location.hash.slice(1)))
if (wanted) await open(wanted)
