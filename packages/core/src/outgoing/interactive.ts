import * as v from 'valibot'
import type { InteractiveHeader } from '../message/content.ts'
import { across, listOf, property, repeated } from './across.ts'
import { closedObject } from './closed-object.ts'
import { limitedList } from './limited-list.ts'
import { limitedText, webAddress } from './limited-text.ts'
import { mediaReference, toMedia } from './media.ts'
import { outgoingKind } from './outgoing-kind.ts'

const body = limitedText(1024)
const footer = v.exactOptional(limitedText(60))
const title = limitedText(20)

const textHeader = closedObject({ type: v.literal('text'), text: limitedText(60) })
const mediaHeader = <const T extends 'image' | 'video' | 'document'>(type: T) =>
  closedObject({ type: v.literal(type), media: mediaReference })
const anyHeader = v.variant('type', [textHeader, mediaHeader('image'), mediaHeader('video'), mediaHeader('document')])
type Header = v.InferOutput<typeof anyHeader>

type Parts = Readonly<{ header?: Header; body: string; footer?: string }>

const toHeader = (header: Header): InteractiveHeader =>
  header.type === 'text' ? header : { type: header.type, media: toMedia(header.media) }

const toParts = (parts: Parts) => ({
  ...(parts.header && { header: toHeader(parts.header) }),
  body: { text: parts.body },
  ...(parts.footer !== undefined && { footer: { text: parts.footer } }),
})

const toButtons = (buttons: readonly Readonly<{ id: string; title: string }>[]) =>
  buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } }) as const)

/** Reply buttons for those who care about the words only; the ids need no more than to differ within the message. */
export const outgoingQuickReply = outgoingKind(
  {
    text: body,
    replies: v.pipe(
      limitedList(title, 3),
      across((replies) =>
        repeated(
          listOf(replies),
          (reply) => reply,
          (_, index) => [index],
        ),
      ),
    ),
  },
  ({ text, replies }) => ({
    type: 'interactive',
    data: {
      type: 'button',
      body: { text },
      action: { buttons: toButtons(replies.map((reply, index) => ({ id: `reply_${index + 1}`, title: reply }))) },
    },
  }),
)

const buttonId = v.pipe(
  limitedText(256),
  v.check((id) => id.trim() === id, 'must not begin or end with white space'),
)

export const outgoingButtons = outgoingKind(
  {
    header: v.exactOptional(anyHeader),
    body,
    footer,
    buttons: v.pipe(
      limitedList(closedObject({ id: buttonId, title }), 3),
      across((buttons) =>
        ['id', 'title'].flatMap((field) =>
          repeated(
            listOf(buttons),
            (button) => property(button, field),
            (_, index) => [index, field],
          ),
        ),
      ),
    ),
  },
  ({ buttons, ...parts }) => ({
    type: 'interactive',
    data: { type: 'button', ...toParts(parts), action: { buttons: toButtons(buttons) } },
  }),
)

const MOST_ROWS = 10

const section = closedObject({
  title: v.exactOptional(limitedText(24)),
  rows: limitedList(
    closedObject({
      id: limitedText(200),
      title: limitedText(24),
      description: v.exactOptional(limitedText(72)),
    }),
    MOST_ROWS,
  ),
})

const acrossSections = across<v.InferOutput<typeof section>[]>((value) => {
  const sections = listOf(value)
  const rows = sections.flatMap((one, index) =>
    listOf(property(one, 'rows')).map((row, rowIndex) => ({ row, at: [index, 'rows', rowIndex, 'id'] })),
  )
  const untitled = sections.flatMap((one, index) => (property(one, 'title') === undefined ? [index] : []))
  return [
    ...(rows.length > MOST_ROWS ? [{ at: [], message: `must have at most ${MOST_ROWS} rows in all` }] : []),
    ...(sections.length > 1
      ? untitled.map((index) => ({ at: [index, 'title'], message: 'is required where there are several sections' }))
      : []),
    ...repeated(
      rows,
      ({ row }) => property(row, 'id'),
      ({ at }) => at,
    ),
  ]
})

export const outgoingList = outgoingKind(
  {
    header: v.exactOptional(textHeader),
    body: limitedText(4096),
    footer,
    button: title,
    sections: v.pipe(limitedList(section, 10), acrossSections),
  },
  ({ button, sections, ...parts }) => ({
    type: 'interactive',
    data: { type: 'list', ...toParts(parts), action: { button, sections } },
  }),
)

export const outgoingLinkButton = outgoingKind(
  { header: v.exactOptional(anyHeader), body, footer, display_text: title, url: webAddress },
  ({ display_text, url, ...parts }) => ({
    type: 'interactive',
    data: { type: 'cta_url', ...toParts(parts), action: { name: 'cta_url', parameters: { display_text, url } } },
  }),
)

export const outgoingLocationRequest = outgoingKind({ body }, (parts) => ({
  type: 'interactive',
  data: { type: 'location_request_message', ...toParts(parts), action: { name: 'send_location' } },
}))
