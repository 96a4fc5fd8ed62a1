//! Provisions, updates and removes workspaces, all immediately.

use super::State;
use super::event::Refusal;
use crate::clock::VirtualTime;
use crate::generator::id;
use crate::random::Random;
use crate::subscribers::ALREADY_ASSOCIATED;
use crate::workspaces::{Workspace, WorkspaceFields};

impl State {
    /// Provisions a workspace of an existing enterprise.
    pub(crate) fn provision_workspace(
        &mut self,
        fields: &WorkspaceFields,
        now: VirtualTime,
    ) -> Result<&Workspace, Refusal> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let sp_enterprise_id = text(&fields.sp_enterprise_id);
        self.enterprise_named(&sp_enterprise_id).ok_or(Refusal::NotFound)?;
        self.check_workspace_user_id(fields, None)?;
        self.workspaces_provisioned += 1;
        let parts = [17, self.workspaces_provisioned];
        let id = id("PLACE", &Random::of(self.options.seed, &parts).uuid());
        let mut workspace = Workspace {
            id: id.clone(),
            provisioning_id: text(&fields.provisioning_id),
            user_id: String::new(),
            sp_enterprise_id,
            display_name: text(&fields.display_name),
            primary_phone_number: None,
            extension: None,
            created: now.to_the_millisecond(),
        };
        workspace.apply(fields);
        Ok(self.workspaces.entry(id).or_insert(workspace))
    }

    /// Changes a workspace.
    pub(crate) fn update_workspace(
        &mut self,
        id: &str,
        fields: &WorkspaceFields,
    ) -> Result<&Workspace, Refusal> {
        let id = id.trim_end_matches('=');
        self.check_workspace_user_id(fields, Some(id))?;
        let workspace = self.workspaces.get_mut(id).ok_or(Refusal::NotFound)?;
        workspace.apply(fields);
        Ok(workspace)
    }

    /// Removes a workspace.
    pub(crate) fn remove_workspace(&mut self, id: &str) -> Result<(), Refusal> {
        self.workspaces.remove(id.trim_end_matches('=')).map(drop).ok_or(Refusal::NotFound)
    }

    fn check_workspace_user_id(
        &mut self,
        fields: &WorkspaceFields,
        own: Option<&str>,
    ) -> Result<(), Refusal> {
        let taken = fields.user_id.as_deref().is_some_and(|user_id| {
            self.subscribers.owner_of(user_id).is_some()
                || self.workspaces.values().any(|it| it.user_id == user_id && own != Some(&*it.id))
        });
        self.count_refusal(if taken { Err(Refusal::Coded(ALREADY_ASSOCIATED)) } else { Ok(()) })
    }
}
