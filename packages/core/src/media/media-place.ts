import type { Content, Media, MediaData, MediaType } from '../message/content.ts'

/** The file that a content shows, its own or that of its header. */
export type MediaPlace = Readonly<{
  kind: MediaType
  media: Media
  /** Where the request names it. */
  path: 'media' | 'header.media'
  /** It is to play as a voice message. */
  voice: boolean
}>

export const mediaPlaceOf = (content: Content): MediaPlace | undefined => {
  switch (content.type) {
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
    case 'sticker': {
      const { media, voice = false } = content.data
      return { kind: content.type, media, path: 'media', voice }
    }
    case 'interactive': {
      const { data } = content
      if (!('header' in data) || data.header === undefined || data.header.type === 'text') return undefined
      return { kind: data.header.type, media: data.header.media, path: 'header.media', voice: false }
    }
    default:
      return undefined
  }
}

/** The content with another file in that place. */
export const placeMedia = (content: Content, media: Media): Content => {
  if (content.type === 'interactive') {
    const { data } = content
    if (!('header' in data) || data.header === undefined || data.header.type === 'text') return content
    return { type: 'interactive', data: { ...data, header: { ...data.header, media } } }
  }
  return { ...content, data: { ...(content.data as MediaData), media } } as Content
}
