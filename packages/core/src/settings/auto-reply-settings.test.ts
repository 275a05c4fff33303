import { describe, expect, test } from 'vitest'
import { parseWith } from '../problem.ts'
import { autoReplySettingsSchema, defaultAutoReplySettings } from './auto-reply-settings.ts'

const parse = (change: object) => parseWith(autoReplySettingsSchema, { ...defaultAutoReplySettings, ...change })
const problems = (change: object) =>
  parse(change).match(
    () => [],
    (error) => error.problems.map(({ path, message }) => `${path} ${message}`),
  )

describe('Auto-reply settings', () => {
  test('have a default that is accepted and does nothing', () => {
    expect(parse({})._unsafeUnwrap()).toEqual(defaultAutoReplySettings)
    expect(defaultAutoReplySettings.enabled).toBe(false)
  })

  test('take a day that is left out as closed', () => {
    expect(parse({ weekly: { sat: [['10:00', '12:00']] } })._unsafeUnwrap().weekly).toEqual({
      ...{ mon: [], tue: [], wed: [], thu: [], fri: [], sat: [['10:00', '12:00']], sun: [] },
    })
  })

  test.for([
    [{ mon: [['00:00', '24:00']] }],
    [{ mon: [['22:00', '06:00']] }],
    [{ mon: [['22:00', '00:00']] }],
    [
      {
        mon: [
          ['13:00', '17:00'],
          ['09:00', '13:00'],
        ],
      },
    ],
    [{ sun: [['22:00', '06:00']], mon: [['06:00', '07:00']] }],
  ])('take the hours %j', ([weekly]) => {
    expect(problems({ weekly })).toEqual([])
  })

  test.for<[object, string]>([
    [{ mon: [['9:00', '17:00']] }, 'weekly.mon.0.0 must be a time from 00:00 to 23:59'],
    [{ mon: [['24:00', '02:00']] }, 'weekly.mon.0.0 must be a time from 00:00 to 23:59'],
    [
      {
        tue: [
          ['08:00', '09:00'],
          ['09:00', '24:01'],
        ],
      },
      'weekly.tue.1.1 must be a time from 00:00 to 24:00',
    ],
    [{ tue: [['09:00', '17:60']] }, 'weekly.tue.0.1 must be a time from 00:00 to 24:00'],
    [{ wed: [['09:00', 17]] }, 'weekly.wed.0.1 must be a string'],
    [{ wed: [['09:00']] }, 'weekly.wed.0.1 must be a string'],
    [{ wed: [['09:00', '12:00', '13:00']] }, 'weekly.wed.0.2 must be two times: from and until'],
    [{ wed: ['09:00-12:00'] }, 'weekly.wed.0 must be two times: from and until'],
    [{ thu: '09:00-17:00' }, 'weekly.thu must be a list'],
    [{ thu: [['09:00', '09:00']] }, 'weekly.thu.0.1 must differ from the beginning; a whole day is 00:00 to 24:00'],
    [
      {
        fri: [
          ['09:00', '13:00'],
          ['12:59', '17:00'],
        ],
      },
      'weekly.fri.1 overlaps fri.0',
    ],
    [
      {
        fri: [
          ['12:59', '17:00'],
          ['09:00', '13:00'],
        ],
      },
      'weekly.fri.0 overlaps fri.1',
    ],
    [{ fri: [['22:00', '06:00']], sat: [['05:59', '07:00']] }, 'weekly.sat.0 overlaps fri.0'],
    [{ sun: [['22:00', '06:00']], mon: [['05:59', '07:00']] }, 'weekly.mon.0 overlaps sun.0'],
    [{ funday: [] }, 'weekly.funday is not known here'],
  ])('refuse the hours %j and say where', ([weekly, problem]) => {
    expect(problems({ weekly })).toContain(problem)
  })

  test.for([
    [{ weekly: null }, 'weekly must be an object'],
    [{ timezone: 'Asia/Atlantis' }, 'timezone must be an IANA time zone such as Asia/Jakarta'],
    [{ timezone: '+07:00' }, 'timezone must be an IANA time zone such as Asia/Jakarta'],
    [{ timezone: '2026-01-01T00:00[Asia/Jakarta]' }, 'timezone must be an IANA time zone such as Asia/Jakarta'],
    [{ holidays: ['2026-12-25', '2026-02-29'] }, 'holidays.1 must be a date such as 2026-12-25'],
    [{ holidays: ['25.12.2026'] }, 'holidays.0 must be a date such as 2026-12-25'],
    [{ outside_hours_text: ' ' }, 'outside_hours_text must not be blank'],
    [{ outside_hours_text: 'x'.repeat(4097) }, 'outside_hours_text must have at most 4096 characters'],
    [{ greeting_text: '' }, 'greeting_text must not be blank'],
    [{ max_per_day: 0 }, 'max_per_day must be at least 1'],
    [{ max_per_day: 1.5 }, 'max_per_day must be a whole number'],
    [{ enabled: 'yes' }, 'enabled must be true or false'],
    [{ enbled: true }, 'enbled is not known here'],
  ] as const)('refuse %j and say where', ([change, problem]) => {
    expect(problems(change)).toContain(problem)
  })

  test('refuse what is missing, and tell everything that is wrong', () => {
    expect(parseWith(autoReplySettingsSchema, { weekly: { mon: [['x', 'y']] } })._unsafeUnwrapErr().problems).toEqual(
      expect.arrayContaining([
        { path: 'enabled', message: 'is required' },
        { path: 'weekly.mon.0.0', message: 'must be a time from 00:00 to 23:59' },
        { path: 'weekly.mon.0.1', message: 'must be a time from 00:00 to 24:00' },
        { path: 'max_per_day', message: 'is required' },
      ]),
    )
  })
})
