import {
  type Content,
  makeSendMessages,
  type MediaFile,
  type MediaId,
  type MediaItem,
  type MediaType,
  maxBytesOf,
  type MessageId,
  type UnitOfWork,
  type User,
} from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, errorOf } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aMediaItem, aStoredFile, storeMedia } from '../../builders/a-stored-file.ts'
import { anId } from '../../builders/an-id.ts'
import { stored, storeAccount } from '../../builders/store.ts'

const unknown = { mime_type: null, size: null, sha256: null, filename: null }
const still = { mimeType: 'image/webp', animated: false } as const
const moving = { mimeType: 'image/webp', animated: true } as const
const ours = (type: MediaType, id: MediaId, more: object = {}): Content => ({
  type,
  data: { media: { id, state: 'ready', ...unknown }, ...more },
})

export const sendMediaScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: send media of ours`, () => {
    const open = async (role: User['role'] = 'admin') => {
      const business = aBusiness(await makeUnitOfWork())
      const { unitOfWork } = business
      const conversation = await business.anOpenConversation({ role })
      const { room, user } = conversation
      if (role === 'agent')
        await stored(unitOfWork, ({ participants }) =>
          participants.add([{ roomId: room.id, userId: user.id, at: TEST_NOW }]),
        )
      const say = (content: Content, viewer = user, roomId = room.id) =>
        business.send({ viewer, userId: viewer.id, id: anId<MessageId>(), target: { roomId }, content })
      const upload = (file: Partial<MediaFile> = {}, item: Partial<MediaItem> = {}) =>
        storeMedia(unitOfWork, { uploadedBy: user.id, ...item }, file)
      const count = async () => (await business.messagesOf(room)).length
      return { ...business, ...conversation, say, upload, count }
    }

    test('stores with the message what is known of the file, and that the room has it', async () => {
      const { say, upload, room, unitOfWork } = await open()
      const { item, file } = await upload({ mimeType: 'application/pdf', size: 12 }, { filename: 'menu.pdf' })
      const { message } = (await say(ours('document', item.id)))._unsafeUnwrap()
      const media = { id: item.id, state: 'ready', mime_type: 'application/pdf', size: 12, sha256: file.sha256 }
      expect(message.content.data).toEqual({ media: { ...media, filename: 'menu.pdf' } })
      const uses = await stored(unitOfWork, ({ mediaUses }) => mediaUses.of([item.id]))
      expect(uses).toEqual([{ mediaId: item.id, messageId: message.id, roomId: room.id }])
    })

    test('takes a picture of ours in the header of a question', async () => {
      const { say, upload } = await open()
      const { item, file } = await upload()
      const header = { type: 'image', media: { id: item.id, state: 'ready', ...unknown } } as const
      const action = { buttons: [{ type: 'reply', reply: { id: 'a', title: 'Yes' } }] } as const
      const data = { type: 'button', header, body: { text: 'This one?' }, action } as const
      const { message } = (await say({ type: 'interactive', data }))._unsafeUnwrap()
      expect(message.content.data).toMatchObject({ header: { media: { sha256: file.sha256, size: file.size } } })
      const wrong = await upload({ mimeType: 'application/pdf' })
      const other = { ...data, header: { ...header, media: { ...header.media, id: wrong.item.id } } } as const
      expect(errorOf(await say({ type: 'interactive', data: other }))).toMatchObject({
        problems: [{ path: 'header.media.id' }],
      })
    })

    test('is for whoever uploaded the file, and for who may see a room that has it', async () => {
      const { say, upload, user, room, unitOfWork, anOpenConversation } = await open('agent')
      const { user: colleague } = await storeAccount(unitOfWork, { role: 'agent' })
      const { room: elsewhere } = await anOpenConversation()
      const { item } = await upload({}, { uploadedBy: colleague.id })
      const refused = { type: 'validation_failed', problems: [{ path: 'media.id' }] }
      const sendIt = () => say(ours('image', item.id))
      expect(errorOf(await sendIt())).toMatchObject(refused)
      const use = (roomId = room.id) =>
        stored(unitOfWork, ({ media, mediaUses }) =>
          media.hold([item.id]).andThen(() => mediaUses.append([{ mediaId: item.id, messageId: anId(), roomId }])),
        )
      await use(elsewhere.id)
      expect(errorOf(await sendIt()), 'a room of others has it').toMatchObject(refused)
      await use()
      expect((await sendIt()).isOk()).toBe(true)
      expect(user.role).toBe('agent')
    })

    test.each([
      ['a file that nobody knows', 'image', null, {}],
      ['a type that WhatsApp does not take as this kind', 'image', { mimeType: 'image/gif' }, {}],
      ['a type that nobody knows', 'document', { mimeType: null }, {}],
      ['a sound that is no Ogg as a voice message', 'audio', { mimeType: 'audio/mpeg' }, { voice: true }],
      ['what the scanner refused', 'image', { quarantinedAt: TEST_NOW }, {}],
      ['a picture one byte too large', 'image', { size: maxBytesOf('image') + 1 }, {}],
      ['a moving sticker one byte too large', 'sticker', { ...moving, size: maxBytesOf('sticker') + 1 }, {}],
      ['a still sticker one byte too large', 'sticker', { ...still, size: 100 * 1024 + 1 }, {}],
      ['a sound one byte too large', 'audio', { mimeType: 'audio/aac', size: maxBytesOf('audio') + 1 }, {}],
      ['a video one byte too large', 'video', { mimeType: 'video/mp4', size: maxBytesOf('video') + 1 }, {}],
      ['a document one byte too large', 'document', { mimeType: 'text/plain', size: maxBytesOf('document') + 1 }, {}],
    ] as const)('refuses %s and stores nothing', async (_what, kind, file, more) => {
      const { say, upload, count } = await open()
      const id = file === null ? anId<MediaId>() : (await upload(file)).item.id
      const before = await count()
      expect(errorOf(await say(ours(kind, id, more)))).toMatchObject({
        type: 'validation_failed',
        problems: [{ path: 'media.id', message: expect.stringMatching(/./) }],
      })
      expect(await count()).toBe(before)
    })

    test.each([
      ['image', { mimeType: 'image/png', size: maxBytesOf('image') }],
      ['sticker', { ...moving, size: maxBytesOf('sticker') }],
      ['sticker', { ...still, size: 100 * 1024 }],
      ['sticker', { ...still, animated: null, size: maxBytesOf('sticker') }],
      ['audio', { mimeType: 'audio/ogg; codecs=opus', size: maxBytesOf('audio') }],
      ['video', { mimeType: 'video/3gpp', size: maxBytesOf('video') }],
      ['document', { mimeType: 'text/plain', size: maxBytesOf('document') }],
    ] as const)('takes the largest %s there may be, %j', async (kind, file) => {
      const { say, upload } = await open()
      const { item } = await upload(file)
      expect((await say(ours(kind, item.id))).isOk()).toBe(true)
    })

    test('stores a file that comes with the request only with its message, each in a group its own', async () => {
      const business = await open()
      const { user, room, unitOfWork, send } = business
      const attached = () => {
        const file = aStoredFile()
        const attachment = { ...aMediaItem(file, { uploadedBy: user.id }), file }
        return { attachment, content: ours('image', attachment.id), id: anId<MessageId>() }
      }
      const known = async (id: MediaId) => (await stored(unitOfWork, ({ media }) => media.find([id]))).length
      const [taken, refused] = [attached(), attached()]
      const command = { viewer: user, userId: user.id, target: { roomId: room.id } }
      const answers = await makeSendMessages(business)([
        { ...command, ...refused, replyTo: anId<MessageId>() },
        { ...command, ...taken },
      ])
      expect(answers._unsafeUnwrap().map((answer) => answer.isOk())).toEqual([false, true])
      expect(await known(refused.attachment.id)).toBe(0)
      expect(await known(taken.attachment.id)).toBe(1)
      expect((await send({ ...command, ...taken })).isOk(), 'the same request again').toBe(true)
      expect(await known(taken.attachment.id)).toBe(1)
    })
  })
}
