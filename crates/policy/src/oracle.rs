//! Owns the second opinion: Cedar's own authorizer over the same rules, asked flow by flow.

use cedar_policy::{
    Authorizer, Context, Decision as Answer, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression,
};
use std::collections::{BTreeMap, HashSet};
use std::str::FromStr;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::flow::{ClauseRef, Decision, Flag, Flow};
use crate::map::DataMap;
use crate::rules::Read;

/// Cedar's authorizer with the rules and categories of one policy.
#[derive(Debug)]
pub(crate) struct Oracle {
    set: PolicySet,
    entities: Entities,
    authorizer: Authorizer,
    order: BTreeMap<String, u16>,
    categories: BTreeMap<String, EntityUid>,
}

impl Oracle {
    pub(crate) fn new(set: PolicySet, rules: &[Read], map: &DataMap) -> Result<Self, Diagnostics> {
        let groups = map.groups().iter().filter_map(|group| uid("Group", &group.id));
        let mut entities: Vec<Entity> = groups.map(Entity::with_uid).collect();
        let mut categories = BTreeMap::new();
        for category in map.categories() {
            let Some(id) = uid("Category", &category.id) else { continue };
            let parents: HashSet<EntityUid> =
                category.groups.iter().filter_map(|group| uid("Group", group)).collect();
            entities.push(Entity::new_no_attrs(id.clone(), parents));
            categories.insert(category.id.clone(), id);
        }
        let entities = Entities::from_entities(entities, None)
            .map_err(|error| Diagnostic::of_file("data.toml", error.to_string(), None))?;
        let order = rules.iter().zip(0_u16..).map(|(rule, at)| (rule.id.clone(), at)).collect();
        Ok(Self { set, entities, authorizer: Authorizer::new(), order, categories })
    }

    /// Cedar's answer; of several deciding rules the first in the document is named.
    pub(crate) fn decide(&self, flow: &Flow<'_>) -> Decision {
        let Some(request) = self.request(flow) else { return Decision::Deny(None) };
        let response = self.authorizer.is_authorized(&request, &self.set, &self.entities);
        let reasons = response.diagnostics().reason();
        let first = reasons.filter_map(|id| self.order.get(id.to_string().as_str())).min();
        match (response.decision(), first) {
            (Answer::Allow, Some(rule)) => Decision::Allow(ClauseRef(*rule)),
            (_, rule) => Decision::Deny(rule.map(|rule| ClauseRef(*rule))),
        }
    }

    fn request(&self, flow: &Flow<'_>) -> Option<Request> {
        let (kind, id) = flow.principal().entity();
        let entity = |kind, id| uid(kind, id).map(RestrictedExpression::new_entity_uid);
        let mut context = Vec::new();
        if let Some(purpose) = flow.purpose() {
            context.push(("purpose".to_owned(), entity("Purpose", purpose.name())?));
        }
        if let Some(ground) = flow.ground() {
            context.push(("ground".to_owned(), entity("Ground", ground.name())?));
        }
        if let Some(message) = flow.message() {
            context.push(("message".to_owned(), entity("Message", message.name())?));
        }
        for flag in Flag::ALL {
            if let Some(value) = flow.flag(*flag) {
                context.push((flag.name().to_owned(), RestrictedExpression::new_bool(value)));
            }
        }
        let resource = self.categories.get(flow.category())?.clone();
        let action = uid("Action", flow.action().name())?;
        let context = Context::from_pairs(context).ok()?;
        Request::new(uid(kind, id)?, action, resource, context, None).ok()
    }
}

fn uid(kind: &str, id: &str) -> Option<EntityUid> {
    let kind = EntityTypeName::from_str(kind).ok()?;
    Some(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}
