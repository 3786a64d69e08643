import { describe, it } from 'vitest'
import { socialPerformed, speechUttered } from '../../schema/events/speech.ts'
import { tellKept } from '../../schema/events/tells.ts'
import { given } from '../support/given.ts'

const room = 'inn.hall'

describe('speaking', () => {
  it('says things to the room', () => {
    given()
      .when('Ann', "'good  evening")
      .thenHappens(speechUttered({ actor: 'ann', room, how: 'say', words: 'good evening' }))
      .thenSees('Ann', 'You say: “good evening”')
      .thenSees('Bob', 'Ann says: “good evening”')
      .thenSeesNothing('Cid')
  })

  it('speaks to one person before everybody', () => {
    given()
      .when('Ann', 'ask old maren about the goose')
      .thenHappens(
        speechUttered({ actor: 'ann', room, how: 'ask', words: 'the goose', target: 'm1' }),
      )
      .thenSees('Bob', 'Ann says to old Maren: “the goose”')
    given().when('Ann', 'ask bob where to go').thenSees('Bob', 'Ann says to you: “where to go”')
    given().when('Ann', 'ask cid hello').thenRefuses('not-here', 'You see nobody called cid here.')
  })

  it('whispers words that only one person hears', () => {
    given()
      .when('Ann', 'whisper bob run')
      .thenSees('Ann', 'You whisper to Bob: “run”')
      .thenSees('Bob', 'Ann whispers to you: “run”')
    given()
      .when('Ann', 'whisper to maren run')
      .thenSees('Bob', 'Ann whispers something to old Maren.')
  })

  it('shouts across the zone, but not where it is quiet', () => {
    given()
      .when('Ann', 'shout fire!')
      .thenHappens(speechUttered({ actor: 'ann', room, how: 'shout', words: 'fire!', zone: 'inn' }))
      .thenSees('Cid', 'Ann shouts: “fire!”')
    given()
      .done('Cid', 'north')
      .when('Ann', '!fire')
      .thenSeesNothing('Cid')
      .when('Cid', 'shout fire')
      .thenRefuses('quiet', 'It is so quiet here that you do not dare to raise your voice.')
  })

  it('emotes, with a possessive where one is written', () => {
    given().when('Ann', ':waves').thenSees('Bob', 'Ann waves').thenSees('Ann', 'Ann waves')
    given().when('Ann', "emote 's hands shake.").thenSees('Bob', "Ann's hands shake.")
  })

  it('makes words safe before anybody reads them', () => {
    given().when('Ann', 'say a{room}b\u001b[31mc\u202ed').thenSees('Bob', 'Ann says: “a{room}bcd”')
    given()
      .when('Ann', 'say \u200b')
      .thenRefuses('no-words', 'You open your mouth, but no words come.')
  })
})

describe('telling', () => {
  it('reaches somebody anywhere, who can reply', () => {
    given()
      .when('Ann', 'tell cid hello')
      .thenSees('Ann', 'You tell Cid: “hello”')
      .thenSees('Cid', 'Ann tells you: “hello”')
      .thenSeesNothing('Bob')
      .when('Cid', 'reply hi')
      .thenHappens(
        speechUttered({ actor: 'cid', room: 'inn.yard', how: 'tell', words: 'hi', target: 'ann' }),
        tellKept({ from: 'cid', to: 'ann', words: 'hi' }),
      )
      .thenSees('Ann', 'Cid tells you: “hi”')
  })

  it('says so when nobody of that name is there', () => {
    given()
      .when('Ann', 'tell zoe hello')
      .thenRefuses('not-in-world', 'Nobody called zoe is in the world just now.')
    given()
      .when('Ann', 'reply hello')
      .thenRefuses('nobody', 'Nobody has told you anything that you could answer.')
    given()
      .when('Ann', 'tell ann hi')
      .thenRefuses('self', 'You mutter to yourself, and nobody minds.')
    given()
      .done('Cid', 'tell ann hello', 'quit')
      .when('Ann', 'reply hello')
      .thenRefuses('not-in-world', 'Whoever told you that is not in the world any more.')
  })

  it('is said aloud to somebody here who is not a player', () => {
    given().when('Ann', 'tell maren hi').thenSees('Bob', 'Ann says to old Maren: “hi”')
  })
})

describe('socials', () => {
  it('are verbs of the world files, with and without somebody', () => {
    const lines = { self: 'You bow.', others: '{actor} bows.' }
    given()
      .when('Ann', 'bow')
      .thenHappens(socialPerformed({ actor: 'ann', room, social: 'bow', lines }))
      .thenSees('Bob', 'Ann bows.')
    given()
      .when('Ann', 'bow to bob')
      .thenSees('Ann', 'You bow to Bob.')
      .thenSees('Bob', 'Ann bows to you.')
    given().when('Ann', 'bow to old maren').thenSees('Bob', 'Ann bows to old Maren.')
    given().when('Ann', 'bow me').thenSees('Bob', 'Ann bows to their own feet.')
    given().when('Ann', 'bow cid').thenRefuses('not-here', 'You see no cid here.')
  })
})
