//! `wxbw profile`: lists profiles without their secrets.

use serde_json::{Value, json};
use webex_broadworks::Profile;

use crate::arguments::ProfileCommand;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::views;
use crate::session::Session;
use crate::spelling::shell;

pub(crate) fn run(command: &ProfileCommand, session: &Session) -> Result<Exit> {
    let file = session.connection.profiles_file()?;
    match command {
        ProfileCommand::List => {
            let mut output = session.output(&views::PROFILES)?;
            for name in Profile::names(&file)? {
                let row = match Profile::load(&file, &name) {
                    Ok(profile) => describe(&name, &profile),
                    Err(error) => json!({
                        "name": name, "partner": null, "token": null,
                        "problem": error.message(shell),
                    }),
                };
                output.row(&row.to_string())?;
            }
            output.finish()?;
        }
        ProfileCommand::Show { name } => {
            let profile = Profile::load(&file, name)?;
            session.print_single(&views::PROFILES, &describe(name, &profile))?;
        }
    }
    Ok(Exit::Done)
}

fn describe(name: &str, profile: &Profile) -> Value {
    json!({
        "name": name,
        "partner": profile.partner,
        "token": profile.token.describe(),
        "problem": null,
    })
}
