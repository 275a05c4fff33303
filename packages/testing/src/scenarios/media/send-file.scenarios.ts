import {
  type Content,
  type ConverterMissing,
  makeSendFile,
  type MediaId,
  type MediaStaging,
  type MessageId,
  type StagedFile,
  type UnitOfWork,
} from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect, test } from 'vitest'
import { aBusiness, errorOf } from '../../builders/a-business.ts'
import { inChunks } from '../../builders/a-media-file.ts'
import { anId } from '../../builders/an-id.ts'
import { aScriptedStaging } from '../../builders/scripted-media.ts'
import { stored } from '../../builders/store.ts'

const missing: ConverterMissing = { type: 'converter_missing', converter: 'ffmpeg' }

export const sendFileScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: send a file that comes with the request`, () => {
    const open = async (changes: Partial<MediaStaging> = {}) => {
      const business = aBusiness(await makeUnitOfWork())
      const { room, user } = await business.anOpenConversation()
      const { staging } = aScriptedStaging()
      const needs = { ...business, staging: { ...staging, ...changes }, sendMessage: business.send }
      const sendFile = makeSendFile(needs)
      const id = anId<MediaId>()
      const send = async (type: 'image' | 'audio', facts: Partial<StagedFile> = {}, more: object = {}) => {
        const bytes = new TextEncoder().encode(crypto.randomUUID())
        const received = (await staging.receive(inChunks(bytes), { maxBytes: 99 }))._unsafeUnwrap()
        const unknown = { mime_type: null, size: null, sha256: null, filename: null }
        const { voice, ...command } = more as { voice?: boolean }
        const data = { media: { id, state: 'ready', ...unknown }, ...(voice !== undefined && { voice }) } as const
        const content: Content = { type, data }
        const target = { roomId: room.id }
        const said = { viewer: user, userId: user.id, id: anId<MessageId>(), target, content, ...command }
        return sendFile({ ...said, staged: { ...received, ...facts }, filename: 'a.jpg' })
      }
      const known = () => stored(business.unitOfWork, ({ media }) => media.find([id]))
      return { send, known, user }
    }

    test('stores it with its message, as the user’s upload', async () => {
      const { send, known, user } = await open()
      const { message } = (await send('image'))._unsafeUnwrap()
      expect(await known()).toMatchObject([{ uploadedBy: user.id, filename: 'a.jpg' }])
      expect(message.content.data).toMatchObject({ media: { state: 'ready', mime_type: 'image/jpeg' } })
    })

    test('stores none whose message is refused, or that does not fit', async () => {
      const { send, known } = await open()
      expect(errorOf(await send('image', {}, { userId: anId() }))).toMatchObject({ type: 'user_id_mismatch' })
      const pdf = { mimeType: 'application/pdf' }
      expect(errorOf(await send('image', pdf))).toMatchObject({ problems: [{ path: 'file' }] })
      expect(await known()).toEqual([])
    })

    test('converts a voice message, or says what is missing to do it', async () => {
      const toVoiceNote: MediaStaging['toVoiceNote'] = () => errAsync(missing)
      const { send, known } = await open({ toVoiceNote })
      const refused = errorOf(await send('audio', { mimeType: 'audio/mpeg' }, { voice: true }))
      expect(refused).toMatchObject({ problems: [{ path: 'file', message: expect.stringContaining('ffmpeg') }] })
      expect(await known()).toEqual([])
    })
  })
}
