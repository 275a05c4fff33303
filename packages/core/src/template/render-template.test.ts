import { describe, expect, test } from 'vitest'
import type { TemplateComponent } from '../message/content.ts'
import { renderTemplate } from './render-template.ts'
import type { TemplatePart } from './template.ts'

const body = (...values: readonly string[]): TemplateComponent => ({
  type: 'body',
  parameters: values.map((text) => ({ type: 'text', text })),
})
const render = (
  components: readonly TemplatePart[],
  given: readonly TemplateComponent[] = [],
  parameterFormat: 'POSITIONAL' | 'NAMED' = 'POSITIONAL',
) => renderTemplate({ components, parameterFormat }, { name: 'a', language: { code: 'id' }, components: given })

describe('A filled-in template reads', () => {
  test.each<[string, string, readonly TemplatePart[], (readonly TemplateComponent[])?, 'NAMED'?]>([
    ['as its body alone', 'Halo', [{ type: 'BODY', text: 'Halo' }]],
    ['in the order of its numbers', 'b a b', [{ type: 'BODY', text: '{{2}} {{1}} {{2}}' }], [body('a', 'b')]],
    [
      'with ten places',
      '10 1bcdefghi',
      [{ type: 'BODY', text: '{{10}} {{1}}{{2}}{{3}}{{4}}{{5}}{{6}}{{7}}{{8}}{{9}}' }],
      [body('1', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', '10')],
    ],
    [
      'header, body and footer',
      'Hai Ana\n\nSiap\n\nTerima kasih',
      [
        { type: 'FOOTER', text: 'Terima kasih' },
        { type: 'HEADER', format: 'TEXT', text: 'Hai {{1}}' },
        { type: 'BODY', text: 'Siap' },
      ],
      [{ type: 'header', parameters: [{ type: 'text', text: 'Ana' }] }],
    ],
    [
      'without a picture or buttons',
      'Siap',
      [
        { type: 'HEADER', format: 'IMAGE' },
        { type: 'BODY', text: 'Siap' },
        { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Ya' }] },
      ],
    ],
    [
      'currencies and dates as they are written out',
      'Rp 42 pada Senin',
      [{ type: 'BODY', text: '{{1}} pada {{2}}' }],
      [
        {
          type: 'body',
          parameters: [
            { type: 'currency', currency: { fallback_value: 'Rp 42', code: 'IDR', amount_1000: 42_000 } },
            { type: 'date_time', date_time: { fallback_value: 'Senin' } },
          ],
        },
      ],
    ],
    [
      'by name, in whatever order',
      'Halo Ana, sampai Senin',
      [{ type: 'BODY', text: 'Halo {{name}}, sampai {{ day }}' }],
      [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Senin', parameter_name: 'day' },
            { type: 'text', text: 'Ana', parameter_name: 'name' },
          ],
        },
      ],
      'NAMED',
    ],
    [
      'values with the marks of places or of replacements as they are',
      '$& {{2}} b',
      [{ type: 'BODY', text: '{{1}} {{2}}' }],
      [body('$& {{2}}', 'b')],
    ],
    [
      'the cards below the body',
      'Halo\n\nUntuk Ana\n\nJuga',
      [
        { type: 'BODY', text: 'Halo' },
        {
          type: 'CAROUSEL',
          cards: [
            { components: [{ type: 'BODY', text: 'Untuk {{1}}' }] },
            { components: [{ type: 'BODY', text: 'Juga' }] },
          ],
        },
      ],
      [{ type: 'carousel', cards: [{ card_index: 0, components: [body('Ana')] }] }],
    ],
    ['nothing where WhatsApp keeps no words', '', [{ type: 'FOOTER', code_expiration_minutes: 5 }]],
  ])('%s', (_what, expected, parts, given, format) => {
    expect(render(parts, given, format)).toBe(expected)
  })
})
