'use strict'

// Answering what the native side asks of the caller's own code.

const { types } = require('node:util')
const { runInContext } = require('./context.cjs')
const native = require('./load.cjs')

/** What went wrong, in words; only an error has such as can be shown. */
function wordsOf(thrown) {
  try {
    return String((types.isNativeError(thrown) && thrown.message) || 'it threw something else')
  } catch {
    return 'it threw something else'
  }
}

/** Answers questions for as long as it is held. */
class Answers {
  #answer
  #failure
  #questions

  /** `answer` gets the topic and the text of a question, and gives text, nothing, or a promise. */
  constructor(answer) {
    this.#answer = answer
    // The native side keeps its callback: it must not keep through it what may hold the client.
    const self = new WeakRef(this)
    this.#questions = new native.Questions(() => self.deref()?.#work())
  }

  /** Where the native side asks. */
  get questions() {
    return this.#questions
  }

  /** Puts what was thrown in the place of its words, as the cause of an error. */
  explain(error) {
    if (this.#failure && error.cause?.message === this.#failure.words) {
      error.cause = this.#failure.thrown
    }
  }

  #work() {
    for (;;) {
      const question = this.#questions.take()
      if (question === null) return
      runInContext(question.caller, () => this.#settle(question))
    }
  }

  async #settle(question) {
    try {
      const text = await this.#answer(question.topic, question.text)
      this.#failure = undefined
      question.answer(text)
    } catch (thrown) {
      const words = wordsOf(thrown)
      this.#failure = { thrown, words }
      question.fail(words)
    }
  }
}

module.exports = { Answers }
