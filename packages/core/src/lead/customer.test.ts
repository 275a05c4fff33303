import { describe, expect, test } from 'vitest'
import { nameOf, possibleIdentities, refreshed, replyAddress, shownIdentities } from './customer.ts'
import { customerDirectory } from './customer-directory.ts'
import type { Lead, LeadId } from './lead.ts'

const lead: Lead = {
  id: 'lead' as LeadId,
  name: 'Budi',
  nameIsOurs: false,
  phone: null,
  waId: null,
  whatsappUserId: null,
  username: null,
  marketingOptOut: false,
  marketingChoiceAt: null,
  firstReferral: null,
  lastReferral: null,
  createdAt: 0,
  updatedAt: 0,
}

describe('identities', () => {
  test('are looked for in the order in which they are trusted', () => {
    const kinds = possibleIdentities('s', { waId: '628123', parentBsuid: 'ID.ENT.1', bsuid: 'ID.1' }).map(
      ({ kind }) => kind,
    )
    expect(kinds).toEqual(['bsuid', 'parent_bsuid', 'wa_id', 'phone'])
  })

  test('include the other ways to write the number, but only what WhatsApp showed becomes an alias', () => {
    const customer = { waId: '5511987654321' }
    expect(possibleIdentities('s', customer).map(({ value }) => value)).toContain('551187654321')
    expect(shownIdentities('s', customer)).toEqual([{ scope: 's', kind: 'wa_id', value: '5511987654321' }])
  })
})

describe('the directory', () => {
  const ids = () => {
    let count = 0
    return () => `new ${(count++).toString()}` as LeadId
  }

  test('trusts a user id over a number', () => {
    const directory = customerDirectory(
      [
        { scope: 's', kind: 'wa_id', value: '1', leadId: 'by number' as LeadId },
        { scope: 's', kind: 'bsuid', value: 'ID.1', leadId: 'by user id' as LeadId },
      ],
      ids(),
      0,
    )
    const customer = { waId: '1', bsuid: 'ID.1', profileName: 'Budi' }
    const leadId = directory.resolve('s', customer)
    expect(leadId).toBe('by user id')
    expect(directory.add('s', leadId, customer)).toEqual({ bsuid: 'ID.1', profileName: 'Budi' })
    expect(directory.aliases()).toEqual([])
    expect(directory.conflicts()).toEqual([
      { scope: 's', kind: 'wa_id', value: '1', ownerId: 'by number', claimantId: 'by user id' },
    ])
  })

  test('learns from each message of a group', () => {
    const directory = customerDirectory([], ids(), 0)
    const first = directory.resolve('s', { waId: '1' })
    directory.add('s', first, { waId: '1' })
    expect(directory.resolve('s', { waId: '1', bsuid: 'ID.1' })).toBe(first)
    directory.add('s', first, { waId: '1', bsuid: 'ID.1' })
    expect(directory.resolve('s', { bsuid: 'ID.1' })).toBe(first)
    expect(directory.newLeads()).toHaveLength(1)
  })

  test('keeps the accounts apart', () => {
    const directory = customerDirectory([], ids(), 0)
    expect(directory.resolve('a', { bsuid: 'ID.1' })).not.toBe(directory.resolve('b', { bsuid: 'ID.1' }))
  })
})

describe('a lead', () => {
  test('is reached by the number as WhatsApp writes it, then as typed, then by user id', () => {
    const all = { ...lead, waId: '551187654321', phone: '+5511987654321', whatsappUserId: 'BR.1' }
    expect(replyAddress(all)).toEqual({ to: '+551187654321' })
    expect(replyAddress({ ...all, waId: null })).toEqual({ to: '+5511987654321' })
    expect(replyAddress({ ...all, waId: null, phone: null })).toEqual({ recipient: 'BR.1' })
    expect(replyAddress(lead)).toBeUndefined()
  })

  test('keeps a phone as it was typed when WhatsApp writes it in another way', () => {
    const typed = { ...lead, phone: '+5511987654321' }
    expect(refreshed(typed, { waId: '551187654321' })).toMatchObject({ phone: '+5511987654321', waId: '551187654321' })
    expect(refreshed(typed, { waId: '628123456' })).toMatchObject({ phone: '+628123456', waId: '628123456' })
  })

  test('keeps what a message does not tell', () => {
    const known = { ...lead, phone: '+1', waId: '1', whatsappUserId: 'ID.1', username: 'budi' }
    expect(refreshed(known, {})).toEqual(known)
  })

  test('is called by the best name there is', () => {
    expect(nameOf({ profileName: 'Budi', username: 'b', waId: '1' })).toBe('Budi')
    expect(nameOf({ username: 'b', waId: '1' })).toBe('b')
    expect(nameOf({ waId: '1', bsuid: 'ID.1' })).toBe('+1')
    expect(nameOf({ bsuid: 'ID.1' })).toBe('ID.1')
  })
})
