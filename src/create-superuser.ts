#!/usr/bin/env node
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { FirstSuperuserService } from './admin/first-superuser.service.js';
import { StartupError } from './config/startup-error.js';
import { runCommand } from './run-command.js';

/** Asks on the terminal, or without one reads an answer a line. Secrets are not shown while they are typed. */
class Questions {
  private hidden = false;
  private readonly output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (!this.hidden) process.stdout.write(chunk);
      done();
    },
  });
  private readonly lines;
  private readonly answers;

  constructor() {
    this.lines = createInterface({ input: process.stdin, output: this.output, terminal: process.stdin.isTTY });
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  async ask(question: string, { secret = false } = {}): Promise<string> {
    process.stdout.write(question);
    this.hidden = secret;
    const answer: IteratorResult<string, undefined> = await this.answers.next();
    this.hidden = false;
    if (secret || !process.stdin.isTTY) process.stdout.write('\n');
    if (answer.done) throw new StartupError('There was no answer.');
    return answer.value;
  }

  close(): void {
    this.lines.close();
  }
}

await runCommand(async (app) => {
  const questions = new Questions();
  try {
    console.log('A superuser manages the accounts of others. Make one:');
    const email = await questions.ask('E-mail address: ');
    const username = await questions.ask('Username: ');
    const full_name = await questions.ask('Full name: ');
    const password = await questions.ask('Password: ', { secret: true });
    const again = await questions.ask('Password, again: ', { secret: true });
    if (password !== again) throw new StartupError('The two passwords differ.');
    await app.get(FirstSuperuserService).create({ email, username, full_name, password });
    console.log(`${username} is a superuser now.`);
    return 0;
  } finally {
    questions.close();
  }
});
