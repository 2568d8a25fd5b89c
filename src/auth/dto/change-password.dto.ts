import { NewPasswordField, PasswordField } from './password-fields.js';

/** The password that one has, and the one that one wants. */
export class ChangePasswordDto {
  @PasswordField()
  current_password: string;

  @NewPasswordField()
  new_password: string;
}
