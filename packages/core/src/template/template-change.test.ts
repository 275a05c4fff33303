import { expect, test } from 'vitest'
import { changedTemplates, type TemplateChange } from './template-change.ts'
import type { Template } from './template.ts'

const template: Template = {
  id: '7',
  name: 'order_ready',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  parameterFormat: 'POSITIONAL',
  components: [],
  quality: null,
  reason: null,
  statusAt: 1_000,
}
const paused: TemplateChange = {
  templateId: '7',
  name: 'order_ready',
  language: 'en-US',
  status: 'PAUSED',
  reason: 'FIRST_PAUSE',
  category: null,
  at: 1_000,
}
const approved = { ...paused, status: 'APPROVED', reason: null, at: 2_000 }

test.each<[string, readonly TemplateChange[], Partial<Template> | null]>([
  ['a status of the same moment is news', [paused], { status: 'PAUSED', reason: 'FIRST_PAUSE' }],
  ['an older status is none', [{ ...paused, at: 999 }], null],
  ['of two the later one counts', [paused, approved], { status: 'APPROVED', reason: null, statusAt: 2_000 }],
  ['in whatever order they come', [approved, paused], { status: 'APPROVED', reason: null, statusAt: 2_000 }],
  [
    'a category alone leaves the status',
    [{ ...paused, status: null, category: 'MARKETING', at: 1 }],
    {
      category: 'MARKETING',
      status: 'APPROVED',
      statusAt: 1_000,
    },
  ],
  ['the same category is no news', [{ ...paused, status: null, category: 'UTILITY' }], null],
  [
    'without an id the name and language decide, also joined by a dash',
    [{ ...paused, templateId: null }],
    {
      status: 'PAUSED',
    },
  ],
  ['another language is another template', [{ ...paused, templateId: null, language: 'en' }], null],
  ['another id is another template', [{ ...paused, templateId: '8' }], null],
])('%s', (_what, changes, expected) => {
  expect(changedTemplates([template], changes)).toEqual(expected === null ? [] : [expect.objectContaining(expected)])
})
