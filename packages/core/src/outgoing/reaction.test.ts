import { expect, test } from 'vitest'
import { isEmoji } from './reaction.ts'

test.each(['👍', '❤️', '❤', '👍🏽', '👩🏽‍🚀', '👨‍👩‍👧‍👦', '🇮🇩', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1️⃣', '🫩'])('takes %s for an emoji', (text) => {
  expect(isEmoji(text)).toBe(true)
})

test.each(['', 'a', '1', '#', ' ', '👍👍', '👍a', ' 👍', '👍\n', '🇮', '🇮🇮🇩', '\u200D', '\uFE0F', '🏽a', '❤1'])(
  'does not take %j for one emoji',
  (text) => {
    expect(isEmoji(text)).toBe(false)
  },
)
