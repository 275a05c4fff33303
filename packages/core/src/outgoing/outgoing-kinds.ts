import * as v from 'valibot'
import type { Content } from '../message/content.ts'
import { across, type Finding } from './across.ts'
import { closedObject } from './closed-object.ts'
import { outgoingContacts } from './contacts.ts'
import {
  outgoingButtons,
  outgoingLinkButton,
  outgoingList,
  outgoingLocationRequest,
  outgoingQuickReply,
} from './interactive.ts'
import { outgoingLocation } from './location.ts'
import { outgoingAudio, outgoingDocument, outgoingImage, outgoingSticker, outgoingVideo } from './media.ts'
import { outgoingReaction } from './reaction.ts'
import { outgoingTemplate } from './template.ts'
import { outgoingText } from './text.ts'

/** Everything that can be sent, by the name of its endpoint. */
export const outgoingKinds = {
  send: outgoingText,
  'send-template': outgoingTemplate,
  'send-media-image': outgoingImage,
  'send-media-document': outgoingDocument,
  'send-media-audio': outgoingAudio,
  'send-media-video': outgoingVideo,
  'send-media-sticker': outgoingSticker,
  'send-location': outgoingLocation,
  'send-contacts': outgoingContacts,
  'send-quick-reply': outgoingQuickReply,
  'send-interactive-list': outgoingList,
  'send-interactive-button': outgoingButtons,
  'send-reaction': outgoingReaction,
  'send-interactive-cta-url': outgoingLinkButton,
  'send-location-request': outgoingLocationRequest,
} as const

export type OutgoingKindName = keyof typeof outgoingKinds
export const outgoingKindNames = Object.keys(outgoingKinds) as readonly OutgoingKindName[]

/** The whole body of a sending endpoint, read into its common fields and what it says; `check` is about the common ones together. */
export const outgoingBody = <const C extends v.ObjectEntries>(
  name: OutgoingKindName,
  commonEntries: C,
  check: (body: unknown) => readonly Finding[] = () => [],
) => {
  const { entries, toContent } = erased(name)
  const body = closedObject({ ...commonEntries, ...entries })
  return v.pipe(
    body,
    across(check),
    v.transform((output) => ({
      common: pick(output, commonEntries) as v.InferOutput<v.StrictObjectSchema<C, undefined>>,
      content: toContent(pick(output, entries)),
    })),
  )
}

type ErasedKind = Readonly<{ entries: v.ObjectEntries; toContent: (body: unknown) => Content }>

/** The entries and what reads them belong together, which a union of fifteen kinds can't tell the compiler. */
const erased = (name: OutgoingKindName): ErasedKind => outgoingKinds[name] as ErasedKind

const pick = (values: Readonly<Record<string, unknown>>, keys: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([key]) => Object.hasOwn(keys, key)))
