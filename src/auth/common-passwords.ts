/** The stems of the passwords that attackers try first, in the form to which `password.policy` reduces a password. */
export const COMMON_PASSWORDS = new Set(
  `password passwort passw passwd pass parola contrasena motdepasse senha wachtwoord
  qwerty qwertz azerty qwertyuiop qwertyuiopasdfghjkl asdfghjkl asdfgh asdf zxcvbnm zxcvbn qazwsx qazwsxedc iqazwsx
  welcome welcomehome letmein login admin administrator root user guest test testing tester demo default master
  changeme changethis changeit secret topsecret private secure security temp temporary
  iloveyou ilove loveyou lovely sunshine princess monkey dragon shadow superman batman spiderman football baseball
  basketball hockey soccer michael jordan charlie daniel thomas jessica ashley nicole michelle jennifer andrew joshua
  robert hunter killer trustnoi trustno flower hello helloworld freedom whatever starwars pokemon naruto computer
  internet samsung google facebook microsoft apple amazon cheese chocolate cookie banana orange purple summer winter
  spring autumn january february march april june july august september october november december monday tuesday
  wednesday thursday friday saturday sunday company office abc abcd abcde abcdef abcdefg abcdefgh abcabc aabbcc
  mustang ferrari porsche harley yankees lakers cowboys arsenal chelsea liverpool barcelona access ninja hacker
  correcthorsebatterystaple thequickbrownfox onetwothree taskward`.split(/\s+/),
);
